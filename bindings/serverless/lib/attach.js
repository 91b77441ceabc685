// Layers that were built, given to the framework: from here on each is as one that has an artifact of the
// user's.
'use strict'

const fs = require('node:fs')
const path = require('node:path')

/** @import { Built, Context, Layer } from './types' */

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

module.exports = { attach }
