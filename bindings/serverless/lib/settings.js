// What serverless.yml says, as rpmsolve's options. A lock of rpmsolve is for one runtime, so layers are
// taken together by runtime and architecture: one such group, the usual case, has the lock that is named;
// each of several has one beside it.
'use strict'

const path = require('node:path')

const { failure } = require('./errors')
const { rpmLayers, snakeCased } = require('./layers')
const { OPTIONS, SETTINGS } = require('./schema')
const { located } = require('./service')

/** @import { Group, Layer, Repository, Serverless } from './types' */

/**
 * The layers of the service by where they have to run.
 * @param {Serverless} serverless
 * @returns {Group[]}
 */
function groupsOf(serverless) {
  const custom = serverless.service.custom?.rpmsolve ?? {}
  const layers = rpmLayers(serverless)
  if (layers.length === 0) return []
  const repositories = repositoriesOf(serverless, custom.repositories)
  /** @type {Map<string, Layer[]>} */
  const together = new Map()
  for (const layer of layers) {
    // A lock that is for architectures that are named is for layers of all of them.
    const parts = [layer.runtime, custom.arches ? undefined : layer.arch]
    const key = parts.filter((part) => part !== undefined).join('.')
    together.set(key, [...(together.get(key) ?? []), layer])
  }
  const { serviceDir, configurationFilename: file = 'serverless' } = serverless
  const lock = path.resolve(serviceDir, custom.lock ?? 'rpmsolve.lock')
  return [...together].flatMap(([key, members]) => {
    const own = together.size === 1 ? lock : besides(lock, key)
    const { runtime } = members[0]
    const wanted = members.map(({ name, rpm }) => [name, rpm])
    const settings = { arches: [members[0].arch], ...picked(custom, SETTINGS), repositories, runtime }
    const options = {
      ...optionsOf(serverless),
      // Version 4 of the framework does not always say how the name ends.
      project: path.join(serviceDir, path.extname(file) ? file : `${file}.yml`),
      settings: defined({ ...settings, layers: Object.fromEntries(wanted) }),
      lock: own,
    }
    return byArch(members).map(([arch, layers]) => ({ runtime, arch, layers, lock: own, options }))
  })
}

/**
 * The repositories, each under its id. A place is a preset unless it looks like a URL or a path.
 * @param {Serverless} serverless
 * @param {unknown} listed
 * @returns {Record<string, Repository>}
 */
function repositoriesOf(serverless, listed) {
  /** @type {Record<string, Repository>} */
  const repositories = {}
  for (const [index, entry] of (Array.isArray(listed) ? listed : []).entries()) {
    const { id: named, ...repository } = typeof entry === 'string' ? written(entry) : (entry ?? {})
    const id = named ?? repository.preset?.replace(/[^A-Za-z0-9_.:-]+/g, '-') ?? `r${index}`
    if (Object.hasOwn(repositories, id)) {
      const message = `custom.rpmsolve.repositories has "${id}" twice: give one another id: "other=PLACE".`
      throw failure(serverless, 'two-repositories', message)
    }
    repositories[id] = snakeCased(repository)
  }
  if (Object.keys(repositories).length > 0) return repositories
  const message =
    'custom.rpmsolve.repositories must say where packages come from, as "repositories: [al2023]" does.'
  throw failure(serverless, 'no-repositories', message)
}

/**
 * @param {string} text `[id=]PLACE`
 * @returns {{ id?: string } & Repository}
 */
function written(text) {
  const [, id, place] = /** @type {string[]} */ (/^(?:([A-Za-z0-9_.:-]+)=)?(.*)$/s.exec(text))
  return { id, ...(/^\.|[/\\]/.test(place) ? { url: place } : { preset: place }) }
}

/**
 * The path of another lock beside the one that is named: rpmsolve.lock, rpmsolve.python3.12.arm64.lock.
 * @param {string} lock
 * @param {string} key
 */
function besides(lock, key) {
  const { dir, name, ext } = path.parse(lock)
  return path.join(dir, [name, ...key.split(/[^A-Za-z0-9_]+/).filter(Boolean)].join('.') + ext)
}

/**
 * @param {Layer[]} layers
 * @returns {[string, Layer[]][]}
 */
function byArch(layers) {
  const arches = [...new Set(layers.map((layer) => layer.arch))]
  return arches.map((arch) => [arch, layers.filter((layer) => layer.arch === arch)])
}

/**
 * The options of verbs, with whole paths.
 * @param {Serverless} serverless
 */
function optionsOf(serverless) {
  const options = /** @type {any} */ (picked(serverless.service.custom?.rpmsolve ?? {}, OPTIONS))
  const locate = (/** @type {string} */ place) => located(serverless, place)
  const { cache, keys, profiles } = options
  const whole = { cache: cache && locate(cache), keys: keys?.map(locate), profiles: profiles?.map(locate) }
  return defined({ ...options, ...whole })
}

/**
 * @param {Record<string, unknown>} object
 * @param {string[]} keys
 */
function picked(object, keys) {
  return defined(Object.fromEntries(keys.map((key) => [key, object[key]])))
}

/**
 * The object without what is undefined or null.
 * @template {Record<string, unknown>} Fields
 * @param {Fields} object
 * @returns {Fields}
 */
function defined(object) {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined && value !== null)
  return /** @type {Fields} */ (Object.fromEntries(entries))
}

module.exports = { groupsOf }
