// Layers that were built, kept outside .serverless, which the framework empties: what would come out the
// same is not built again. Each is an archive and a file about it, both named after a digest of all that
// they were made from.
'use strict'

const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')

const { version } = require('../package.json')

/** @import { Built, Context, Group, Layer, Serverless } from './types' */

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
 * The digest of all that a layer is made from.
 * @param {Context} context
 * @param {Group} group
 * @param {Layer} layer
 */
function keyOf({ library }, group, layer) {
  const { settings, profiles, noVerify } = group.options
  const { arch, runtimes, rpm, name } = layer
  const versions = [version, library.version]
  const made = {
    versions,
    settings: { ...settings, layers: {} },
    profiles,
    noVerify,
    arch,
    runtimes,
    rpm,
    name,
  }
  return createHash('sha256')
    .update(JSON.stringify(made))
    .update('\n')
    .update(fs.readFileSync(group.lock))
    .digest('hex')
}

/**
 * What is kept under a key, if it is there and whole.
 * @param {string} directory
 * @param {string} key
 * @returns {Built | undefined}
 */
function find(directory, key) {
  const zip = path.join(directory, `${key}.zip`)
  try {
    const about = JSON.parse(fs.readFileSync(path.join(directory, `${key}.json`), 'utf8'))
    return fs.statSync(zip).size === about.archive_bytes ? { ...about, zip } : undefined
  } catch {
    return undefined
  }
}

/**
 * Keeps a layer, and removes what was kept of it before. The archive comes last: with it the layer is there.
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
  for (const old of fs.readdirSync(directory)) {
    if (/^[0-9a-f]{64}\.(zip|json)$/.test(old) && !old.startsWith(key)) fs.rmSync(path.join(directory, old))
  }
  return { ...about, zip }
}

module.exports = { directoryOf, find, keep, keyOf }
