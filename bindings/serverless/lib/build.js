// Layers from what is locked: taken from those that are kept, or built.
'use strict'

const fs = require('node:fs')
const path = require('node:path')

const { directoryOf, find, keep, keyOf } = require('./artifacts')
const { failure, staleness, translated } = require('./errors')
const { isImageNamed } = require('./layers')
const { line, summary, watched } = require('./text')

/** @import { Built, Context, Finding, Group, Layer } from './types' */

/** RPM's names of Lambda's architectures. */
const ARCHES = /** @type {Record<string, string>} */ ({ x86_64: 'x86_64', arm64: 'aarch64' })

/**
 * Refuses locks that are not there, or that do not know a layer.
 * @param {Context} context
 * @param {Group[]} groups
 */
async function checkLocks({ serverless, library }, groups) {
  for (const { lock, layers } of groups) {
    if (!fs.existsSync(lock)) {
      const message = `${lock} is not there: run "sls rpm lock", which makes it, and commit the file.`
      throw failure(serverless, 'no-lock', message)
    }
    const known = await translated(serverless, lock, () => library.lockShow({ lock }))
    const all = layers.every((layer) => known.layers.includes(layer.name))
    if (!all) throw failure(serverless, 'stale', staleness(lock))
  }
}

/**
 * All layers, each kept or built anew.
 * @param {Context} context
 * @param {Group[]} groups
 * @returns {Promise<Map<string, Built>>}
 */
async function builtLayers(context, groups) {
  await checkLocks(context, groups)
  const all = new Map()
  for (const group of groups) {
    const missing = []
    for (const layer of group.layers) {
      const kept = find(keptAt(context, layer), keyOf(context, group, layer))
      if (kept === undefined) missing.push(layer)
      else context.utilities.log.notice(`Layer "${layer.name}" is as it was built before`)
      all.set(layer.name, kept)
    }
    if (missing.length === 0) continue
    for (const [name, built] of await build(context, group, missing)) all.set(name, built)
  }
  return all
}

/**
 * Where a layer is kept.
 * @param {Context} context
 * @param {Layer} layer
 */
function keptAt({ serverless }, layer) {
  return path.join(directoryOf(serverless), serverless.service.service, layer.name)
}

/**
 * Builds layers of a group.
 * @param {Context} context
 * @param {Group} group
 * @param {Layer[]} layers
 * @returns {Promise<[string, Built][]>}
 */
async function build(context, group, layers) {
  const { serverless, utilities, library } = context
  const names = layers.map((layer) => layer.name)
  const directory = directoryOf(serverless)
  fs.mkdirSync(directory, { recursive: true })
  const output = fs.mkdtempSync(path.join(directory, 'building-'))
  const started = Date.now()
  try {
    const wanted = { ...group.options, locked: true, arch: ARCHES[group.arch], layers: names, output }
    const report = await watched(context, `Building ${names.join(', ')}`, (watch) =>
      translated(serverless, group.lock, () => library.build(wanted, watch)),
    )
    /** @type {[string, Built][]} */
    const kept = []
    for (const made of report.layers) {
      const layer = /** @type {Layer} */ (layers.find(({ name }) => name === made.layer))
      await checkRuntimes(context, group, layer, made.output, made.findings)
      const { bytes, archive_bytes, findings, licenses = [] } = made
      const built = {
        zip: made.output,
        bytes,
        archive_bytes,
        packages: made.packages.length,
        licenses,
        findings,
      }
      kept.push([layer.name, keep(keptAt(context, layer), keyOf(context, group, layer), built)])
      const seconds = ((Date.now() - started) / 1000).toFixed(1)
      utilities.log.notice(`Layer "${layer.name}" is built: ${summary(built)} (${seconds}s)`)
    }
    return kept
  } finally {
    fs.rmSync(output, { recursive: true, force: true })
  }
}

/**
 * Holds a layer that several runtimes share against those that it was not solved for: what is missing there
 * is an error.
 * @param {Context} context
 * @param {Group} group
 * @param {Layer} layer
 * @param {string} zip
 * @param {Finding[]} known
 */
async function checkRuntimes({ serverless, library }, group, layer, zip, known) {
  if (isImageNamed(serverless)) return
  const { profiles } = group.options
  const seen = new Set(known.map(({ kind, path, detail }) => [kind, path, detail].join('\0')))
  for (const runtime of layer.runtimes.filter((other) => other !== layer.runtime)) {
    const options = { layers: [zip], runtime, profiles, arch: ARCHES[layer.arch], failOn: 'never' }
    const { findings } = await translated(serverless, group.lock, () => library.audit(options))
    const lacking = findings
      .filter(({ severity }) => severity === 'error')
      .filter(({ kind, path, detail }) => !seen.has([kind, path, detail].join('\0')))
    if (lacking.length === 0) continue
    const message =
      `Layer "${layer.name}" was solved for ${layer.runtime}, and does not work on ${runtime}, which ` +
      'functions that use it have: make a layer of the same packages for those.\n' +
      lacking.map(line).join('\n')
    throw failure(serverless, 'other-runtime', message)
  }
}

module.exports = { ARCHES, builtLayers, checkLocks }
