// What serverless.yml says, as far as several questions need it: which function has which layers, where it
// runs, and where files are.
'use strict'

const path = require('node:path')

/** @import { FunctionSettings, Serverless } from './types' */

/** RPM's names of Lambda's architectures. */
const ARCHES = /** @type {Record<string, string>} */ ({ x86_64: 'x86_64', arm64: 'aarch64' })

/**
 * Each function's layers of this service, in its order.
 * @param {Serverless} serverless
 * @returns {Map<string, string[]>}
 */
function layersOfFunctions(serverless) {
  const { functions = {}, layers = {}, provider } = serverless.service
  const { naming } = serverless.getProvider('aws')
  const names = new Map(Object.keys(layers).map((name) => [naming.getLambdaLayerLogicalId(name), name]))
  /** @param {FunctionSettings} settings */
  const layersOf = (settings) =>
    [settings.layers ?? provider.layers ?? []]
      .flat()
      .map((reference) => names.get(/** @type {any} */ (reference)?.Ref))
      .filter((name) => name !== undefined)
  const zipped = Object.entries(functions).filter(([, settings]) => settings && !settings.image)
  return new Map(zipped.map(([name, settings]) => [name, layersOf(settings)]))
}

/**
 * Where a function runs.
 * @param {Serverless} serverless
 * @param {string} name
 */
function placeOf(serverless, name) {
  const { functions, provider } = serverless.service
  const { runtime, architecture } = functions?.[name] ?? {}
  // The framework has a runtime for functions of which nobody says one.
  const meant = serverless.getProvider('aws').getRuntime(runtime)
  return { runtime: meant, arch: architecture ?? provider.architecture ?? 'x86_64' }
}

/**
 * The zip or directory of a layer of this service.
 * @param {Serverless} serverless
 * @param {string} name
 */
function sourceOf(serverless, name) {
  const layer = serverless.service.layers?.[name]
  const place = layer?.package?.artifact ?? layer?.path
  return place === undefined ? undefined : located(serverless, place)
}

/**
 * Whether the settings name the image that all layers are for, whatever their functions have.
 * @param {Serverless} serverless
 */
function isImageNamed({ service }) {
  const { runtime, base } = service.custom?.rpmsolve ?? {}
  return runtime !== undefined || base !== undefined
}

/**
 * What the image has, in the options of verbs that read no project.
 * @param {Serverless} serverless
 * @param {string | undefined} runtime the one of the function, which counts if the settings name no image
 */
function imageOf(serverless, runtime) {
  if (!isImageNamed(serverless)) return { runtime, base: [] }
  const { runtime: named = '', base = [] } = serverless.service.custom?.rpmsolve ?? {}
  const isFile = /[/\\]/.test(named)
  return {
    runtime: (isFile ? located(serverless, named) : named) || undefined,
    base: base.map((/** @type {string} */ place) => located(serverless, place)),
  }
}

/**
 * A URL as it is, and a path made whole.
 * @param {Serverless} serverless
 * @param {string} place
 */
function located({ serviceDir }, place) {
  return place.includes('://') ? place : path.resolve(serviceDir, place)
}

module.exports = { ARCHES, imageOf, isImageNamed, layersOfFunctions, located, placeOf, sourceOf }
