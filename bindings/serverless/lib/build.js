// Layers from what is locked: taken from those that are kept, or built.
'use strict'

const fs = require('node:fs')
const path = require('node:path')

const { directoryOf, find, keep, keyOf } = require('./artifacts')
const { failure, translated } = require('./errors')
const { lockedOf } = require('./lock')
const { ARCHES, isImageNamed } = require('./service')
const { line, summary, watched } = require('./text')

/** @import { Finding, Lock } from 'rpmsolve' */
/** @import { Built, Context, Group, Layer } from './types' */

/**
 * All layers, each kept or built anew.
 * @param {Context} context
 * @param {Group[]} groups
 * @returns {Promise<Map<string, Built>>}
 */
async function builtLayers(context, groups) {
  /** @type {Map<string, Built>} */
  const all = new Map()
  for (const group of groups) {
    const locked = await lockedOf(context, group)
    const missing = []
    for (const layer of group.layers) {
      const kept = find(keptAt(context, layer), keyOf(context, group, layer, locked))
      if (kept === undefined) {
        missing.push(layer)
        continue
      }
      context.utilities.log.notice(`Layer "${layer.name}" is as it was built before`)
      all.set(layer.name, kept)
    }
    if (missing.length === 0) continue
    for (const [name, built] of await build(context, group, missing, locked)) all.set(name, built)
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
 * @param {Lock} locked
 * @returns {Promise<[string, Built][]>}
 */
async function build(context, group, layers, locked) {
  const { serverless, utilities, library } = context
  const names = layers.map((layer) => layer.name)
  const directory = directoryOf(serverless)
  fs.mkdirSync(directory, { recursive: true })
  const output = fs.mkdtempSync(path.join(directory, 'building-'))
  const started = Date.now()
  try {
    const wanted = { ...group.options, locked: true, arch: ARCHES[group.arch], layers: names, output }
    const report = await watched(context, `Building ${names.join(', ')}`, (watch) =>
      translated(context, group.lock, () => library.build(wanted, watch)),
    )
    /** @type {[string, Built][]} */
    const kept = []
    for (const made of report.layers) {
      const layer = /** @type {Layer} */ (layers.find(({ name }) => name === made.layer))
      await checkRuntimes(context, group, layer, made.output, made.findings)
      const { output: zip, bytes, archive_bytes, licenses, findings } = made
      const built = { zip, bytes, archive_bytes, licenses, findings, packages: made.packages.length }
      kept.push([layer.name, keep(keptAt(context, layer), keyOf(context, group, layer, locked), built)])
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
async function checkRuntimes(context, group, layer, zip, known) {
  const { serverless, library } = context
  if (isImageNamed(serverless)) return
  const { profiles } = group.options
  const seen = new Set(known.map(keyOfFinding))
  for (const runtime of layer.runtimes.filter((other) => other !== layer.runtime)) {
    const { findings } = await translated(context, group.lock, () =>
      library.audit({ layers: [zip], runtime, profiles, arch: ARCHES[layer.arch], failOn: 'never' }),
    )
    const lacking = findings
      .filter(({ severity }) => severity === 'error')
      .filter((finding) => !seen.has(keyOfFinding(finding)))
    if (lacking.length === 0) continue
    const message =
      `Layer "${layer.name}" was solved for ${layer.runtime}, and does not work on ${runtime}, which ` +
      'functions that use it have: make a layer of the same packages for those.\n' +
      lacking.map(line).join('\n')
    throw failure(serverless, 'other-runtime', message)
  }
}

/** @param {Finding} finding */
const keyOfFinding = ({ kind, path, detail }) => [kind, path, detail].join('\0')

module.exports = { builtLayers }
