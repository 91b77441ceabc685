// Layers that were built, kept outside .serverless, which the framework empties: what would come out the
// same is not built again. Each is an archive and a file about it, both named after a digest of all that
// they were made from.
'use strict'

const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')

const { version } = require('../package.json')
const { ARCHES } = require('./service')

/** @import { Lock } from 'rpmsolve' */
/** @import { Built, Context, Group, Layer, Serverless } from './types' */

/** How many builds of a layer are kept: who goes to and fro between stages does not build each time. */
const KEPT = 4

/**
 * Where layers are kept.
 * @param {Serverless} serverless
 */
function directoryOf({ service, serviceDir }) {
  const named = service.custom?.rpmsolve?.artifacts
  if (named !== undefined) return path.resolve(serviceDir, named)
  const modules = path.join(serviceDir, 'node_modules')
  return fs.existsSync(modules)
    ? path.join(modules, '.cache', 'serverless-rpmsolve')
    : path.join(serviceDir, '.rpmsolve')
}

/**
 * The digest of all that a layer is made from. Other layers of the lock are no part of it, nor is the
 * service's directory: a CI may check out elsewhere each time.
 * @param {Context} context
 * @param {Group} group
 * @param {Layer} layer
 * @param {Lock} locked
 */
function keyOf({ serverless, library }, group, { arch, runtimes, rpm, name }, locked) {
  const { profiles, noVerify } = serverless.service.custom?.rpmsolve ?? {}
  const versions = [version, library.version]
  const settings = { ...group.options.settings, layers: {} }
  const packages = packagesOf(locked, arch, name)
  const made = { versions, settings, profiles, noVerify, arch, runtimes, rpm, name, packages }
  return createHash('sha256').update(JSON.stringify(made)).digest('hex')
}

/**
 * What is locked for a layer.
 * @param {Lock} locked
 * @param {string} arch
 * @param {string} layer
 */
function packagesOf({ arches }, arch, layer) {
  const packages = (arches[ARCHES[arch]] ?? []).filter(({ layers }) => layers.includes(layer))
  const known = new Set(packages.map(({ nevra }) => nevra))
  return packages.map(({ nevra, repo, checksum, requested, required_by }) => {
    const needing = required_by.filter((one) => known.has(one))
    return [nevra, repo, checksum, requested.includes(layer), needing]
  })
}

/**
 * What is kept under a key, if it is there and whole.
 * @param {string} directory
 * @param {string} key
 * @returns {Built | undefined}
 */
function find(directory, key) {
  const zip = path.join(directory, `${key}.zip`)
  const note = path.join(directory, `${key}.json`)
  try {
    const about = JSON.parse(fs.readFileSync(note, 'utf8'))
    if (fs.statSync(zip).size !== about.archive_bytes) return undefined
    const now = new Date()
    fs.utimesSync(note, now, now)
    return { ...about, zip }
  } catch {
    return undefined
  }
}

/**
 * Keeps a layer. The archive comes last: with it the layer is there.
 * @param {string} directory
 * @param {string} key
 * @param {Built} built
 * @returns {Built}
 */
function keep(directory, key, { zip: from, ...about }) {
  fs.mkdirSync(directory, { recursive: true })
  const zip = path.join(directory, `${key}.zip`)
  fs.writeFileSync(path.join(directory, `${key}.json`), JSON.stringify(about))
  fs.renameSync(from, zip)
  removeOld(directory)
  return { ...about, zip }
}

/**
 * Removes what was not used for longest.
 * @param {string} directory
 */
function removeOld(directory) {
  const notes = fs.readdirSync(directory).filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
  const used = notes.map((note) => ({ note, time: fs.statSync(path.join(directory, note)).mtimeMs }))
  for (const { note } of used.sort((one, other) => other.time - one.time).slice(KEPT)) {
    const zip = note.replace('.json', '.zip')
    for (const name of [zip, note]) fs.rmSync(path.join(directory, name), { force: true })
  }
}

module.exports = { directoryOf, find, keep, keyOf }
