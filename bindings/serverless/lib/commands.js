// The commands `sls rpm …`: each asks rpmsolve one question, and prints the answer as short text.
'use strict'

const path = require('node:path')

const { sourceOf } = require('./budget')
const { ARCHES, builtLayers } = require('./build')
const { failure, staleness, translated } = require('./errors')
const { imageOf, layersOfFunctions, placeOf } = require('./layers')
const { plan } = require('./plan')
const { USUAL, counted, line, watched } = require('./text')
const { why } = require('./why')

/** @import { Change, Context, Group } from './types' */
/** @typedef {{ upgrade?: boolean, 'upgrade-package'?: string[], check?: boolean, package?: string,
 *     layer?: string, 'fail-on'?: string }} Options */

/** The commands, as the framework wants them described. */
const COMMANDS = {
  rpm: {
    usage: 'Lambda layers of RPM packages',
    commands: {
      lock: {
        usage: 'Write down which packages the layers are made of',
        lifecycleEvents: ['run'],
        options: {
          upgrade: { usage: 'Lock the newest packages, whatever is locked', type: 'boolean' },
          'upgrade-package': { usage: 'Lock the newest package of this name', type: 'multiple' },
          check: { usage: 'Write nothing, and fail if the lock would be another one', type: 'boolean' },
        },
      },
      why: {
        usage: 'Show how a package comes into a layer',
        lifecycleEvents: ['run'],
        options: {
          package: { usage: 'The package', type: 'string', required: true },
          layer: { usage: 'The layer (default: all)', type: 'string' },
        },
      },
      audit: {
        usage: 'Show what would go wrong with the layers of each function on its runtime',
        lifecycleEvents: ['run'],
        options: {
          'fail-on': { usage: 'Fail from this severity on: info, warning, error, never', type: 'string' },
        },
      },
      plan: { usage: 'Show the fewest layers that the functions could share', lifecycleEvents: ['run'] },
    },
  },
}

/**
 * Makes the locks, or with --check only says whether they would be others.
 * @param {Context} context
 * @param {Group[]} groups
 * @param {Options} options
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
      translated(serverless, group.lock, () => library.lock(wanted, watch)),
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

/**
 * Audits the layers of each function as it sees them, and layers that none uses alone.
 * @param {Context} context
 * @param {Group[]} groups
 * @param {Options} options
 */
async function audit(context, groups, { 'fail-on': failOn }) {
  const { serverless, utilities, library } = context
  const built = await builtLayers(context, groups)
  const used = [...layersOfFunctions(serverless)].filter(([, names]) => names.some((name) => built.has(name)))
  const unused = groups.flatMap(({ layers }) => layers.filter(({ functions }) => functions.length === 0))
  const all = [
    ...used.map(([who, layers]) => ({ who, layers, ...placeOf(serverless, who) })),
    ...unused.map(({ name, ...place }) => ({ ...place, who: `layer ${name}`, layers: [name] })),
  ]
  /** @type {string[]} */
  const bad = []
  for (const { who, layers, runtime, arch } of all) {
    const zips = layers.map((name) => built.get(name)?.zip ?? sourceOf(serverless, name)).filter(Boolean)
    const { profiles } = groups[0].options
    const wanted = { ...imageOf(serverless, runtime), layers: zips, arch: ARCHES[arch], failOn, profiles }
    const report = await translated(serverless, groups[0].lock, () => library.audit(wanted))
    const title = `${who} (${layers.join(', ')}; ${runtime ?? USUAL}, ${arch})`
    const notes = report.findings.filter(({ severity }) => severity === 'info')
    const findings = report.findings.filter((finding) => !notes.includes(finding))
    const sum = `${counted(findings.length, 'finding')}, ${counted(notes.length, 'note')} for --verbose`
    utilities.writeText([`${title}: ${sum}`, ...findings.map(line)])
    for (const note of notes) utilities.log.info(line(note))
    if (report.status === 'found') bad.push(who)
  }
  if (bad.length === 0) return
  const message = `The audit found something for ${bad.join(', ')}: see above, or allow it with --fail-on.`
  throw failure(serverless, 'audit', message)
}

/** @param {Change} change */
function change({ change, nevra, from, to }) {
  return `  ${change}: ${nevra ?? `${from} → ${to}`}`
}

module.exports = { COMMANDS, audit, lock, plan, why }
