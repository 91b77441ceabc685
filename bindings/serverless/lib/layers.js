// Which layers are made of packages, and for which runtime and architecture each has to be: what the
// functions that use it have, or else what the layer itself says, or else the provider.
'use strict'

const { failure } = require('./errors')
const { isImageNamed, layersOfFunctions, placeOf } = require('./service')

/** @import { Layer, LayerSettings, Serverless } from './types' */

/**
 * The layers with `rpm`, in the order of serverless.yml.
 * @param {Serverless} serverless
 * @returns {Layer[]}
 */
function rpmLayers(serverless) {
  const layers = Object.entries(serverless.service.layers ?? {})
  const asking = layers.filter(([, settings]) => settings?.rpm !== undefined)
  if (asking.length === 0) return []
  const users = usersOfLayers(serverless)
  return asking.map(([name, settings]) => layerOf(serverless, name, settings, users.get(name) ?? []))
}

/**
 * @param {Serverless} serverless
 * @returns {Map<string, string[]>}
 */
function usersOfLayers(serverless) {
  /** @type {Map<string, string[]>} */
  const users = new Map()
  for (const [user, names] of layersOfFunctions(serverless)) {
    for (const name of new Set(names)) users.set(name, [...(users.get(name) ?? []), user])
  }
  return users
}

/**
 * @param {Serverless} serverless
 * @param {string} name
 * @param {LayerSettings} settings
 * @param {string[]} functions
 * @returns {Layer}
 */
function layerOf(serverless, name, settings, functions) {
  if (settings.path !== undefined || settings.package?.artifact !== undefined) {
    const other = settings.path !== undefined ? 'path' : 'package.artifact'
    const message = `Layer "${name}" has "rpm" and "${other}", and can have one of them: remove the other.`
    throw failure(serverless, 'two-sources', message)
  }
  const places = functions.map((user) => placeOf(serverless, user))
  const { custom, provider } = serverless.service
  const arches = settings.compatibleArchitectures ?? [provider.architecture ?? 'x86_64']
  const runtimes = settings.compatibleRuntimes ?? [provider.runtime]
  const used = functions.length > 0
  const wanted = sorted(used ? places.map((place) => place.runtime) : runtimes)
  const usual = wanted.find((runtime) => runtime === provider.runtime) ?? wanted[0]
  return {
    name,
    rpm: wantedOf(serverless, name, settings.rpm),
    functions,
    runtimes: wanted,
    runtime: isImageNamed(serverless) ? custom?.rpmsolve?.runtime : usual,
    arch: only(serverless, name, used ? places.map((place) => place.arch) : arches),
  }
}

/**
 * What a layer asks for, with the names of rpmsolve's settings.
 * @param {Serverless} serverless
 * @param {string} name
 * @param {unknown} rpm
 */
function wantedOf(serverless, name, rpm) {
  const wanted = typeof rpm === 'string' ? [rpm] : rpm
  const layer = Array.isArray(wanted)
    ? { packages: wanted }
    : snakeCased(/** @type {object} */ (wanted ?? {}))
  if (Array.isArray(layer.packages) && layer.packages.length > 0) return layer
  const message = `Layer "${name}" names no packages: write them as a list, such as "rpm: [git]".`
  throw failure(serverless, 'no-packages', message)
}

/**
 * The architecture of a layer. Programs run on one.
 * @param {Serverless} serverless
 * @param {string} name
 * @param {string[]} arches
 */
function only(serverless, name, arches) {
  const [arch, other] = sorted(arches)
  if (other === undefined) return arch
  const message =
    `Layer "${name}" would have to run on ${arch} and on ${other}, and programs run on one of them: ` +
    'make two layers of the same packages, one for the functions of each architecture.'
  throw failure(serverless, 'two-architectures', message)
}

/**
 * An object with rpmsolve's names for what serverless.yml writes in camel case.
 * @param {object} object
 * @returns {Record<string, unknown>}
 */
function snakeCased(object) {
  const snake = (/** @type {string} */ key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [snake(key), value]))
}

/**
 * @param {(string | undefined)[]} values
 * @returns {string[]}
 */
function sorted(values) {
  return /** @type {string[]} */ ([...new Set(values)].filter((value) => value !== undefined)).sort()
}

module.exports = { rpmLayers, snakeCased }
