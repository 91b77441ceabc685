// Made by `cargo xtask faces`.

import type { RunOptions, SyncRunOptions } from './call'
import { call, callSync } from './call'
import type * as documents from './documents'

/** Says which packages are needed to install others. */
export function resolve(
  options: documents.ResolveOptions,
  runOptions?: RunOptions,
): Promise<documents.Transaction> {
  return call('resolve', options, runOptions)
}

/** Says which packages are needed to install others. */
export function resolveSync(
  options: documents.ResolveOptions,
  runOptions?: SyncRunOptions,
): documents.Transaction {
  return callSync('resolve', options, runOptions)
}

/** Says why a package is among those that are needed: the shortest chains that lead to it. */
export function why(
  options: documents.WhyOptions,
  runOptions?: RunOptions,
): Promise<documents.Why> {
  return call('why', options, runOptions)
}

/** Says why a package is among those that are needed: the shortest chains that lead to it. */
export function whySync(
  options: documents.WhyOptions,
  runOptions?: SyncRunOptions,
): documents.Why {
  return callSync('why', options, runOptions)
}

/** Shows which packages are needed to install others as a tree. */
export function tree(
  options: documents.TreeOptions,
  runOptions?: RunOptions,
): Promise<documents.Tree> {
  return call('tree', options, runOptions)
}

/** Shows which packages are needed to install others as a tree. */
export function treeSync(
  options: documents.TreeOptions,
  runOptions?: SyncRunOptions,
): documents.Tree {
  return callSync('tree', options, runOptions)
}

/** Says which packages of the repositories cannot be installed, and why. */
export function check(
  options: documents.CheckOptions = {},
  runOptions?: RunOptions,
): Promise<documents.Check> {
  return call('check', options, runOptions)
}

/** Says which packages of the repositories cannot be installed, and why. */
export function checkSync(
  options: documents.CheckOptions = {},
  runOptions?: SyncRunOptions,
): documents.Check {
  return callSync('check', options, runOptions)
}

/** Puts packages and all they need into a directory that is a repository itself. */
export function fetch(
  options: documents.FetchOptions,
  runOptions?: RunOptions,
): Promise<documents.Fetch> {
  return call('fetch', options, runOptions)
}

/** Puts packages and all they need into a directory that is a repository itself. */
export function fetchSync(
  options: documents.FetchOptions,
  runOptions?: SyncRunOptions,
): documents.Fetch {
  return callSync('fetch', options, runOptions)
}

/** Builds a Lambda layer from packages and all they need. */
export function layer(
  options: documents.LayerOptions,
  runOptions?: RunOptions,
): Promise<documents.Layer> {
  return call('layer', options, runOptions)
}

/** Builds a Lambda layer from packages and all they need. */
export function layerSync(
  options: documents.LayerOptions,
  runOptions?: SyncRunOptions,
): documents.Layer {
  return callSync('layer', options, runOptions)
}

/** Plans the layers of several functions: what they share is stored once, and each keeps within its limits. */
export function plan(
  options: documents.PlanOptions = {},
  runOptions?: RunOptions,
): Promise<documents.Plan> {
  return call('plan', options, runOptions)
}

/** Plans the layers of several functions: what they share is stored once, and each keeps within its limits. */
export function planSync(
  options: documents.PlanOptions = {},
  runOptions?: SyncRunOptions,
): documents.Plan {
  return callSync('plan', options, runOptions)
}

/** Says what would go wrong with layers on their runtime. */
export function audit(
  options: documents.AuditOptions,
  runOptions?: RunOptions,
): Promise<documents.Audit> {
  return call('audit', options, runOptions)
}

/** Says what would go wrong with layers on their runtime. */
export function auditSync(
  options: documents.AuditOptions,
  runOptions?: SyncRunOptions,
): documents.Audit {
  return callSync('audit', options, runOptions)
}

/** Makes an rpmsolve.toml, which says what the layers of a project are. */
export function init(
  options: documents.InitOptions = {},
  runOptions?: RunOptions,
): Promise<documents.Init> {
  return call('init', options, runOptions)
}

/** Makes an rpmsolve.toml, which says what the layers of a project are. */
export function initSync(
  options: documents.InitOptions = {},
  runOptions?: SyncRunOptions,
): documents.Init {
  return callSync('init', options, runOptions)
}

/** Adds to what a layer of the project asks for, and locks it. */
export function add(
  options: documents.AddOptions,
  runOptions?: RunOptions,
): Promise<documents.Changed> {
  return call('add', options, runOptions)
}

/** Adds to what a layer of the project asks for, and locks it. */
export function addSync(
  options: documents.AddOptions,
  runOptions?: SyncRunOptions,
): documents.Changed {
  return callSync('add', options, runOptions)
}

/** Removes from what a layer of the project asks for, and locks it. */
export function remove(
  options: documents.RemoveOptions,
  runOptions?: RunOptions,
): Promise<documents.Changed> {
  return call('remove', options, runOptions)
}

/** Removes from what a layer of the project asks for, and locks it. */
export function removeSync(
  options: documents.RemoveOptions,
  runOptions?: SyncRunOptions,
): documents.Changed {
  return callSync('remove', options, runOptions)
}

/** Writes down in rpmsolve.lock which packages the layers of the project are made of. */
export function lock(
  options: documents.LockOptions = {},
  runOptions?: RunOptions,
): Promise<documents.LockMade> {
  return call('lock', options, runOptions)
}

/** Writes down in rpmsolve.lock which packages the layers of the project are made of. */
export function lockSync(
  options: documents.LockOptions = {},
  runOptions?: SyncRunOptions,
): documents.LockMade {
  return callSync('lock', options, runOptions)
}

/** Says what is locked, and whether that is still what the project asks for. */
export function lockShow(
  options: documents.LockShowOptions = {},
  runOptions?: RunOptions,
): Promise<documents.Lock> {
  return call('lock-show', options, runOptions)
}

/** Says what is locked, and whether that is still what the project asks for. */
export function lockShowSync(
  options: documents.LockShowOptions = {},
  runOptions?: SyncRunOptions,
): documents.Lock {
  return callSync('lock-show', options, runOptions)
}

/** Gets exactly the packages that are locked, and verifies them. */
export function sync(
  options: documents.SyncOptions = {},
  runOptions?: RunOptions,
): Promise<documents.Sync> {
  return call('sync', options, runOptions)
}

/** Gets exactly the packages that are locked, and verifies them. */
export function syncSync(
  options: documents.SyncOptions = {},
  runOptions?: SyncRunOptions,
): documents.Sync {
  return callSync('sync', options, runOptions)
}

/** Puts what is locked into a directory that is a repository itself. */
export function vendor(
  options: documents.VendorOptions,
  runOptions?: RunOptions,
): Promise<documents.Fetch> {
  return call('vendor', options, runOptions)
}

/** Puts what is locked into a directory that is a repository itself. */
export function vendorSync(
  options: documents.VendorOptions,
  runOptions?: SyncRunOptions,
): documents.Fetch {
  return callSync('vendor', options, runOptions)
}

/** Builds the layers of the project from exactly the packages that are locked. */
export function build(
  options: documents.BuildOptions = {},
  runOptions?: RunOptions,
): Promise<documents.Build> {
  return call('build', options, runOptions)
}

/** Builds the layers of the project from exactly the packages that are locked. */
export function buildSync(
  options: documents.BuildOptions = {},
  runOptions?: SyncRunOptions,
): documents.Build {
  return callSync('build', options, runOptions)
}

/** Says what is different between two locks. */
export function diff(
  options: documents.DiffOptions,
  runOptions?: RunOptions,
): Promise<documents.Diff> {
  return call('diff', options, runOptions)
}

/** Says what is different between two locks. */
export function diffSync(
  options: documents.DiffOptions,
  runOptions?: SyncRunOptions,
): documents.Diff {
  return callSync('diff', options, runOptions)
}

/** Writes the lock in the form of another tool. */
export function exportLock(
  options: documents.ExportOptions,
  runOptions?: RunOptions,
): Promise<documents.Export> {
  return call('export', options, runOptions)
}

/** Writes the lock in the form of another tool. */
export function exportLockSync(
  options: documents.ExportOptions,
  runOptions?: SyncRunOptions,
): documents.Export {
  return callSync('export', options, runOptions)
}

/** Finds packages by words in their names and summaries. */
export function search(
  options: documents.SearchOptions,
  runOptions?: RunOptions,
): Promise<documents.Found> {
  return call('search', options, runOptions)
}

/** Finds packages by words in their names and summaries. */
export function searchSync(
  options: documents.SearchOptions,
  runOptions?: SyncRunOptions,
): documents.Found {
  return callSync('search', options, runOptions)
}

/** Lists packages by name, the newest of each. */
export function list(
  options: documents.ListOptions = {},
  runOptions?: RunOptions,
): Promise<documents.Found> {
  return call('list', options, runOptions)
}

/** Lists packages by name, the newest of each. */
export function listSync(
  options: documents.ListOptions = {},
  runOptions?: SyncRunOptions,
): documents.Found {
  return callSync('list', options, runOptions)
}

/** Shows everything about packages. */
export function info(
  options: documents.InfoOptions,
  runOptions?: RunOptions,
): Promise<documents.Found> {
  return call('info', options, runOptions)
}

/** Shows everything about packages. */
export function infoSync(
  options: documents.InfoOptions,
  runOptions?: SyncRunOptions,
): documents.Found {
  return callSync('info', options, runOptions)
}

/** Says which packages provide a capability or contain a file. */
export function provides(
  options: documents.ProvidesOptions,
  runOptions?: RunOptions,
): Promise<documents.Found> {
  return call('provides', options, runOptions)
}

/** Says which packages provide a capability or contain a file. */
export function providesSync(
  options: documents.ProvidesOptions,
  runOptions?: SyncRunOptions,
): documents.Found {
  return callSync('provides', options, runOptions)
}

/** Lists the Lambda runtimes that are known. */
export function runtimes(
  options: documents.RuntimesOptions = {},
  runOptions?: RunOptions,
): Promise<documents.Runtimes> {
  return call('runtimes', options, runOptions)
}

/** Lists the Lambda runtimes that are known. */
export function runtimesSync(
  options: documents.RuntimesOptions = {},
  runOptions?: SyncRunOptions,
): documents.Runtimes {
  return callSync('runtimes', options, runOptions)
}

/** Shows what an image has, as it is described. */
export function profileShow(
  options: documents.ProfileShowOptions,
  runOptions?: RunOptions,
): Promise<documents.ProfileShown> {
  return call('profile-show', options, runOptions)
}

/** Shows what an image has, as it is described. */
export function profileShowSync(
  options: documents.ProfileShowOptions,
  runOptions?: SyncRunOptions,
): documents.ProfileShown {
  return callSync('profile-show', options, runOptions)
}

/** Describes what an image has. */
export function profileMake(
  options: documents.ProfileMakeOptions,
  runOptions?: RunOptions,
): Promise<documents.ProfileMade> {
  return call('profile-make', options, runOptions)
}

/** Describes what an image has. */
export function profileMakeSync(
  options: documents.ProfileMakeOptions,
  runOptions?: SyncRunOptions,
): documents.ProfileMade {
  return callSync('profile-make', options, runOptions)
}

/** Replays libsolv testcases, as dnf --debugsolver writes them. */
export function testcase(
  options: documents.TestcaseOptions,
  runOptions?: RunOptions,
): Promise<documents.Testcase> {
  return call('testcase', options, runOptions)
}

/** Replays libsolv testcases, as dnf --debugsolver writes them. */
export function testcaseSync(
  options: documents.TestcaseOptions,
  runOptions?: SyncRunOptions,
): documents.Testcase {
  return callSync('testcase', options, runOptions)
}

/** Says whether packages are whole, and signed by whom they should be. */
export function verify(
  options: documents.VerifyOptions,
  runOptions?: RunOptions,
): Promise<documents.Verify> {
  return call('verify', options, runOptions)
}

/** Says whether packages are whole, and signed by whom they should be. */
export function verifySync(
  options: documents.VerifyOptions,
  runOptions?: SyncRunOptions,
): documents.Verify {
  return callSync('verify', options, runOptions)
}

/** Says where what is kept of repositories is. */
export function cachePath(
  options: documents.CachePathOptions = {},
  runOptions?: RunOptions,
): Promise<documents.Cache> {
  return call('cache-path', options, runOptions)
}

/** Says where what is kept of repositories is. */
export function cachePathSync(
  options: documents.CachePathOptions = {},
  runOptions?: SyncRunOptions,
): documents.Cache {
  return callSync('cache-path', options, runOptions)
}

/** Says what is kept of repositories. */
export function cacheInfo(
  options: documents.CacheInfoOptions = {},
  runOptions?: RunOptions,
): Promise<documents.Cache> {
  return call('cache-info', options, runOptions)
}

/** Says what is kept of repositories. */
export function cacheInfoSync(
  options: documents.CacheInfoOptions = {},
  runOptions?: SyncRunOptions,
): documents.Cache {
  return callSync('cache-info', options, runOptions)
}

/** Removes what is kept of repositories. */
export function cacheClean(
  options: documents.CacheCleanOptions = {},
  runOptions?: RunOptions,
): Promise<documents.Cache> {
  return call('cache-clean', options, runOptions)
}

/** Removes what is kept of repositories. */
export function cacheCleanSync(
  options: documents.CacheCleanOptions = {},
  runOptions?: SyncRunOptions,
): documents.Cache {
  return callSync('cache-clean', options, runOptions)
}
