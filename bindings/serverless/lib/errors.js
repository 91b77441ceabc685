// Errors as the framework's users know them: its own kind, a sentence that says what to do, and a code with
// the prefix RPMSOLVE_. What is no refusal of rpmsolve's passes as it is, so that a mistake in the plugin
// shows its stack.
'use strict'

/** @import { Problem, Serverless } from './types' */

/**
 * An error of the framework's kind.
 * @param {Serverless} serverless
 * @param {string} code as rpmsolve has it: `no-lock`
 * @param {string} message
 */
function failure(serverless, code, message) {
  const name = `RPMSOLVE_${code.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`
  return new serverless.classes.Error(message, name)
}

/**
 * What `work` gives; its refusals become errors of the framework's kind.
 * @template Answer
 * @param {Serverless} serverless
 * @param {string} lock the lock that it is about
 * @param {() => Promise<Answer>} work
 * @returns {Promise<Answer>}
 */
async function translated(serverless, lock, work) {
  try {
    return await work()
  } catch (error) {
    const refusal = /** @type {any} */ (error)
    if (refusal?.name !== 'RpmsolveError' || typeof refusal.code !== 'string') throw error
    const message = refusal.code === 'stale' ? staleness(lock) : explained(refusal)
    throw failure(serverless, refusal.code, message)
  }
}

/**
 * What to do about a lock that is an older one.
 * @param {string} lock
 */
function staleness(lock) {
  return `${lock} is not the lock of what serverless.yml says now: run "sls rpm lock", and commit the file.`
}

/**
 * The message, and below it the reasons of what cannot be installed and what helps.
 * @param {{ message: string, problems?: Problem[], hints?: string[] }} refusal
 */
function explained({ message, problems = [], hints = [] }) {
  const reasons = problems
    .flatMap((problem) => tree(problem, '  '))
    .filter((line) => !message.includes(line.trim()))
  const help = hints.filter((hint) => !message.includes(hint)).map((hint) => `  hint: ${hint}`)
  return [message, ...reasons, ...help].join('\n')
}

/**
 * @param {Problem} problem
 * @param {string} indent
 * @returns {string[]}
 */
function tree({ message, children = [] }, indent) {
  return [indent + message, ...children.flatMap((child) => tree(child, `${indent}  `))]
}

module.exports = { failure, staleness, translated }
