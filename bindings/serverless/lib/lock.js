// Locks: read, and made by the command `sls rpm lock`.
'use strict'

const fs = require('node:fs')
const path = require('node:path')

const { failure, staleness, translated } = require('./errors')
const { counted, watched } = require('./text')

/** @import { Lock, PackageChange } from 'rpmsolve' */
/** @import { Context, Group } from './types' */

/**
 * What is locked for a group. A lock that is not there, or that is of other settings, is refused.
 * @param {Context} context
 * @param {Group} group
 * @returns {Promise<Lock>}
 */
async function lockedOf(context, { lock, options }) {
  const { serverless, library } = context
  const { project, settings } = options
  if (!fs.existsSync(lock)) {
    const message = `${lock} is not there: run "sls rpm lock", which makes it, and commit the file.`
    throw failure(serverless, 'no-lock', message)
  }
  const locked = await translated(context, lock, () => library.lockShow({ lock, project, settings }))
  if (locked.stale) throw failure(serverless, 'stale', staleness(lock))
  return locked
}

/**
 * Makes the locks, or with --check only says whether they would be others.
 * @param {Context} context
 * @param {Group[]} groups
 * @param {{ upgrade?: boolean, check?: boolean, 'upgrade-package'?: string[] }} options
 */
async function lock(context, groups, options) {
  const { serverless, utilities, library } = context
  const { upgrade = false, check = false, 'upgrade-package': upgradePackage = [] } = options
  /** @type {string[]} */
  const stale = []
  // Groups that differ in nothing but the architecture share a lock.
  for (const group of new Map(groups.map((group) => [group.lock, group])).values()) {
    const wanted = { ...group.options, upgrade, upgradePackage: [upgradePackage].flat(), check }
    const names = group.layers.map((layer) => layer.name).join(', ')
    const made = await watched(context, `Locking ${names}`, (watch) =>
      translated(context, group.lock, () => library.lock(wanted, watch)),
    )
    const name = path.relative(serverless.serviceDir, made.lock)
    for (const [arch, { changes, new_packages }] of Object.entries(made.diff.arches)) {
      utilities.writeText([`${name}: ${arch}: ${counted(new_packages, 'package')}`, ...changes.map(change)])
    }
    utilities.writeText(`${name}: ${made.status}`)
    if (made.status === 'stale') stale.push(staleness(group.lock))
  }
  if (stale.length > 0) throw failure(serverless, 'stale', stale.join('\n'))
}

/** @param {PackageChange} change */
function change({ change, nevra, from, to }) {
  return `  ${change}: ${nevra ?? `${from} → ${to}`}`
}

module.exports = { lock, lockedOf }
