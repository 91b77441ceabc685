// What the framework is told: of layers that were built, each of which is from here on as one that has an
// artifact of the user's, and of files that are no part of functions.
'use strict'

const fs = require('node:fs')
const path = require('node:path')

const { directoryOf } = require('./artifacts')
const { located } = require('./service')

/** @import { Built, Context, Group, Layer, Serverless } from './types' */

/** The most characters that Lambda takes for the licence of a layer. */
const LICENSE_MAX = 512

/**
 * Tells the framework of a layer that was built. What the user has set stays.
 * @param {Context} context
 * @param {Layer} layer
 * @param {Built} built
 */
function attach({ serverless }, { name, runtimes, arch }, built) {
  const settings = serverless.service.layers?.[name] ?? {}
  // The framework's own name and place, which `sls deploy --package` looks for too.
  const { naming } = serverless.getProvider('aws')
  const artifact = path.join(serverless.serviceDir, '.serverless', naming.getLayerArtifactName(name))
  fs.mkdirSync(path.dirname(artifact), { recursive: true })
  fs.copyFileSync(built.zip, artifact, fs.constants.COPYFILE_FICLONE)
  settings.package = { ...settings.package, artifact }
  if (runtimes.length > 0) settings.compatibleRuntimes ??= runtimes
  settings.compatibleArchitectures ??= [arch]
  if (built.licenses.length > 0) settings.licenseInfo ??= licenseOf(built.licenses)
}

/**
 * All licences in one expression, or where they are written if it is too long.
 * @param {string[]} licenses
 */
function licenseOf(licenses) {
  const joined = licenses
    .map((one) => (licenses.length > 1 && / OR /.test(one) ? `(${one})` : one))
    .join(' AND ')
  return joined.length <= LICENSE_MAX ? joined : 'See share/rpmsolve/sbom.spdx.json in the layer'
}

/**
 * Leaves out of functions what the plugin and rpmsolve keep below the service's directory.
 * @param {Serverless} serverless
 * @param {Group[]} groups
 */
function leaveOut(serverless, groups) {
  const { service, serviceDir } = serverless
  const { cache } = service.custom?.rpmsolve ?? {}
  const inside = (/** @type {string[]} */ places) =>
    places
      .map((place) => path.relative(serviceDir, place))
      .filter((place) => !place.startsWith('..') && !path.isAbsolute(place))
      .map((place) => place.split(path.sep).join('/'))
  const directories = inside([directoryOf(serverless), ...(cache ? [located(serverless, cache)] : [])])
  const patterns = [
    ...directories.map((directory) => `!${directory}/**`),
    ...inside(groups.map(({ lock }) => lock)).map((lock) => `!${lock}`),
  ]
  service.package = { ...service.package, patterns: [...(service.package?.patterns ?? []), ...patterns] }
  // A function's own patterns come after those, and could take files in again. Of two that are the same the
  // framework takes the first, so these are written otherwise.
  for (const settings of Object.values(service.functions ?? {})) {
    const own = settings?.package
    if (own?.patterns === undefined && own?.include === undefined) continue
    const again = directories.map((directory) => `!${directory}/**/*`)
    settings.package = { ...own, patterns: [...(own.patterns ?? []), ...again] }
  }
}

module.exports = { attach, leaveOut }
