// The command `sls rpm audit`: what would go wrong with the layers where they run.
'use strict'

const { builtLayers } = require('./build')
const { failure, translated } = require('./errors')
const { ARCHES, imageOf, layersOfFunctions, placeOf, sourceOf } = require('./service')
const { USUAL, counted, line } = require('./text')

/** @import { AuditOptions } from 'rpmsolve' */
/** @import { Context, Group } from './types' */

/**
 * Audits the layers of each function as it sees them, and layers that none uses alone.
 * @param {Context} context
 * @param {Group[]} groups
 * @param {{ 'fail-on'?: AuditOptions['failOn'] }} options
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
    const zips = layers.flatMap((name) => built.get(name)?.zip ?? sourceOf(serverless, name) ?? [])
    const { profiles } = groups[0].options
    const wanted = { ...imageOf(serverless, runtime), layers: zips, arch: ARCHES[arch], failOn, profiles }
    const report = await translated(context, groups[0].lock, () => library.audit(wanted))
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

module.exports = { audit }
