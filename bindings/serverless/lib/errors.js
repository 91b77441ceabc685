// Errors as the framework's users know them: its own kind, a sentence that says what to do, and a code with
// the prefix RPMSOLVE_. What is no refusal of rpmsolve's passes as it is, so that a mistake in the plugin
// shows its stack.
'use strict'

const { OPTIONS } = require('./schema')

/** @import { Problem, RpmsolveError } from 'rpmsolve' */
/** @import { Context, Serverless } from './types' */

/**
 * An error of the framework's kind.
 * @param {Serverless} serverless
 * @param {string} code as rpmsolve has it: `no-lock`
 * @param {string} message
 */
function failure(serverless, code, message) {
  const name = `RPMSOLVE_${code.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`
  // Version 4 of the framework prints the stack of an error that has one.
  return Object.assign(new serverless.classes.Error(message, name), { stack: undefined })
}

/**
 * What `work` gives; its refusals become errors of the framework's kind.
 * @template Answer
 * @param {Context} context
 * @param {string} lock the lock that it is about
 * @param {() => Promise<Answer>} work
 * @returns {Promise<Answer>}
 */
async function translated({ serverless, library }, lock, work) {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof library.RpmsolveError)) throw error
    const message = error.code === 'stale' ? staleness(lock) : inSettings(explained(error))
    throw failure(serverless, error.code, message)
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
 * A message in which what the command has is called as serverless.yml calls it: noVerify for --no-verify.
 * @param {string} message
 */
function inSettings(message) {
  return message
    .replace(/--key\b/g, 'keys')
    .replace(/--([a-z]+(?:-[a-z]+)*)/g, (option, name) => {
      const known = name.replace(/-[a-z]/g, (/** @type {string} */ part) => part[1].toUpperCase())
      return OPTIONS.includes(known) ? known : option
    })
    .replace(/\brpmsolve\.toml\b/g, 'serverless.yml')
}

/**
 * The message, and below it the reasons of what cannot be installed and what helps.
 * @param {RpmsolveError} refusal
 */
function explained({ message, problems, hints }) {
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
function tree({ message, children }, indent) {
  return [indent + message, ...children.flatMap((child) => tree(child, `${indent}  `))]
}

module.exports = { failure, staleness, translated }
