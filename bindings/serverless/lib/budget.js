// Whether the layers of each function fit into what Lambda unpacks for it. The function's own code is not
// counted: it is packed later, and Lambda counts it.
'use strict'

const { failure } = require('./errors')
const { layersOfFunctions, sourceOf } = require('./service')

/** @import { Built, Context } from './types' */

/** The most bytes that a function and its layers may have, unzipped. */
const LIMIT_BYTES = 262_144_000

/**
 * Refuses functions whose layers are too large together.
 * @param {Context} context
 * @param {Map<string, Built>} built
 */
async function checkBudget(context, built) {
  const { serverless } = context
  const bytes = new Map([...built].map(([name, layer]) => [name, layer.bytes]))
  for (const [name, layers] of layersOfFunctions(serverless)) {
    const members = [...new Set(layers)]
    if (!members.some((member) => built.has(member))) continue
    for (const member of members) {
      if (!bytes.has(member)) bytes.set(member, await measured(context, member))
    }
    const size = (/** @type {string} */ member) => bytes.get(member) ?? 0
    const total = members.reduce((sum, member) => sum + size(member), 0)
    if (total <= LIMIT_BYTES) continue
    const parts = members.map((member) => `${member} ${size(member)}`).join(', ')
    const message =
      `Function "${name}" has layers of ${total} bytes unzipped (${parts}), and Lambda takes ` +
      `${LIMIT_BYTES} with its code: give it fewer layers, or layers of fewer packages: "sls rpm plan" ` +
      'shows what functions could share.'
    throw failure(serverless, 'over-budget', message)
  }
}

/**
 * The bytes of a layer that is not made of packages. One that cannot be read is not counted, which is said.
 * @param {Context} context
 * @param {string} name
 */
async function measured({ serverless, utilities, library }, name) {
  const place = sourceOf(serverless, name)
  if (place === undefined) return 0
  try {
    return (await library.audit({ layers: [place], limit: 0, failOn: 'never' })).bytes
  } catch (error) {
    const { message } = /** @type {Error} */ (error)
    utilities.log.warning(`Layer "${name}" is not counted for the limit of functions: ${message}`)
    return 0
  }
}

module.exports = { checkBudget }
