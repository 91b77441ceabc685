// The command `sls rpm plan`: which layers the functions could share. The verb reads no project, so what
// the project's settings say is given to it as options of a command line.
'use strict'

const { failure, translated } = require('./errors')
const { ARCHES, imageOf, layersOfFunctions, located, placeOf, sourceOf } = require('./service')
const { counted, megabytes, watched } = require('./text')

/** @import { PlanOptions } from 'rpmsolve' */
/** @import { Context, Group, ProjectOptions, Repository, Serverless } from './types' */

/** What dnf calls the settings of a repository that can be set by its id. */
const SET = [
  'cost',
  'excludepkgs',
  'gpgcheck',
  'includepkgs',
  'metadata_expire',
  'module_hotfixes',
  'repo_gpgcheck',
]

/**
 * Plans anew which layers the functions could share, for each runtime and architecture.
 * @param {Context} context
 * @param {Group[]} groups
 */
async function plan(context, groups) {
  const { serverless, utilities, library } = context
  const layers = new Map(groups.flatMap((group) => group.layers.map((layer) => [layer.name, layer])))
  /** @type {Map<string, Required<Pick<PlanOptions, 'functions'>> & { runtime: string, arch: string }>} */
  const places = new Map()
  for (const [name, uses] of layersOfFunctions(serverless)) {
    const specs = uses.flatMap((use) => /** @type {string[]} */ (layers.get(use)?.rpm.packages ?? []))
    if (specs.length === 0) continue
    const { runtime, arch } = placeOf(serverless, name)
    const other = uses.flatMap((use) => (layers.has(use) ? [] : (sourceOf(serverless, use) ?? [])))
    const key = `${runtime} ${arch}`
    const place = places.get(key) ?? { runtime, arch, functions: {} }
    place.functions[name] = { specs: [...new Set(specs)], other }
    places.set(key, place)
  }
  for (const { runtime, arch, functions } of places.values()) {
    const { lock, options } = groups[0]
    const from = sourcesOf(serverless, options)
    const wanted = { ...from, ...imageOf(serverless, runtime), arch: ARCHES[arch], functions }
    const planned = await watched(context, 'Planning layers', (watch) =>
      translated(context, lock, () => library.plan(wanted, watch)),
    )
    const sum = `${counted(planned.layers.length, 'layer')}, ${megabytes(planned.total_bytes)}`
    utilities.writeText(`${runtime}, ${arch}: ${sum}`)
    for (const { name, bytes, packages, functions } of planned.layers) {
      const size = `${counted(packages.length, 'package')}, ${megabytes(bytes)}`
      utilities.writeText(`  ${name}: ${size}, for ${functions.join(', ')}`)
    }
    if (planned.status === 'planned') continue
    const reasons = planned.reasons.map((reason) => `  ${reason.function}: ${reason.code}`)
    throw failure(serverless, 'no-plan', ['There are no layers that fit:', ...reasons].join('\n'))
  }
}

/**
 * The options for `plan` that say what the project's settings say.
 * @param {Serverless} serverless
 * @param {ProjectOptions} project
 * @returns {PlanOptions}
 */
function sourcesOf(serverless, { project, settings, lock, ...options }) {
  const { repositories, layers, arches, variables, ...choice } = settings
  const all = Object.entries(repositories)
  const of = (/** @type {'keys' | 'fingerprints'} */ field) => all.flatMap(([, one]) => one[field] ?? [])
  const set = all.flatMap(([id, one]) => setOf(id, one))
  return {
    ...options,
    ...choice,
    repositories: all.flatMap(([id, one]) => repositoryOf(serverless, id, one)),
    repoFiles: all.flatMap(([, { repofile }]) => (repofile ? [located(serverless, repofile)] : [])),
    keys: [...(options.keys ?? []), ...of('keys').map((key) => located(serverless, key))],
    trust: [...(options.trust ?? []), ...of('fingerprints')],
    setopt: { ...options.setopt, ...Object.fromEntries(set) },
    setvar: /** @type {Record<string, string>} */ (variables ?? {}),
  }
}

/**
 * @param {Serverless} serverless
 * @param {string} id
 * @param {Repository} repository
 */
function repositoryOf(serverless, id, { preset, url, repofile, priority }) {
  if (repofile !== undefined) return []
  const place = preset ?? (url && located(serverless, url))
  if (place !== undefined) return [{ id, place, ...(priority === undefined ? {} : { priority }) }]
  const message = `"sls rpm plan" needs a preset, a url or a repofile of repository "${id}": there is none.`
  throw failure(serverless, 'plan-repository', message)
}

/**
 * @param {string} id
 * @param {Repository} repository
 * @returns {[string, string][]}
 */
function setOf(id, repository) {
  const fields = SET.filter((field) => repository[field] !== undefined && repository[field] !== null)
  return fields.map((field) => [`${id}.${field}`, String(repository[field])])
}

module.exports = { plan }
