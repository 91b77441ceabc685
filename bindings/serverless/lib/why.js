// The command `sls rpm why`: how a package comes into a layer, by what is locked, so without repositories.
'use strict'

const { failure } = require('./errors')
const { lockedOf } = require('./lock')
const { ARCHES } = require('./service')

/** @import { LockedPackage } from 'rpmsolve' */
/** @import { Context, Group } from './types' */

/**
 * Shows the shortest chain from what a layer asks for to a package, by what is locked.
 * @param {Context} context
 * @param {Group[]} groups
 * @param {{ package?: string, layer?: string }} options
 */
async function why(context, groups, { package: what = '', layer: wanted }) {
  const { serverless, utilities } = context
  let found = false
  for (const group of groups) {
    const locked = await lockedOf(context, group)
    for (const { name } of group.layers.filter((layer) => wanted === undefined || layer.name === wanted)) {
      const packages = (locked.arches[ARCHES[group.arch]] ?? []).filter((one) => one.layers.includes(name))
      for (const meant of packages.filter((one) => isMeant(one, what))) {
        utilities.writeText(`${name}: ${chainTo(meant, packages, name).join(' → ')}`)
        found = true
      }
    }
  }
  const where = wanted === undefined ? 'no layer' : `not layer "${wanted}"`
  if (!found) throw failure(serverless, 'absent', `${what} is in ${where}, by what is locked.`)
}

/**
 * Whether a package is meant by its name, or by all of its NEVRA.
 * @param {LockedPackage} locked
 * @param {string} what
 */
function isMeant({ nevra }, what) {
  return nevra === what || nevra.replace(/-[^-]+-[^-]+$/, '') === what
}

/**
 * The shortest chain from a package that the layer asks for.
 * @param {LockedPackage} last
 * @param {LockedPackage[]} packages those of the layer
 * @param {string} layer
 * @returns {string[]}
 */
function chainTo(last, packages, layer) {
  const known = new Map(packages.map((one) => [one.nevra, one]))
  const seen = new Set([last.nevra])
  const open = [[last.nevra]]
  for (const chain of open) {
    const first = /** @type {LockedPackage} */ (known.get(chain[0]))
    if (first.requested.includes(layer)) return [`${chain[0]} (asked for)`, ...chain.slice(1)]
    for (const needing of first.required_by.filter((nevra) => known.has(nevra) && !seen.has(nevra))) {
      seen.add(needing)
      open.push([needing, ...chain])
    }
  }
  return [last.nevra]
}

module.exports = { why }
