// The plugin: what it adds to the framework, and when it is called. What is asked of rpmsolve is in the
// other files.
'use strict'

const path = require('node:path')

const { directoryOf } = require('./artifacts')
const { attach } = require('./attach')
const { checkBudget } = require('./budget')
const { builtLayers, checkLocks } = require('./build')
const commands = require('./commands')
const { failure } = require('./errors')
const { defineSchema } = require('./schema')
const { groupsOf } = require('./settings')

/** @import { Context, Group, Library, Serverless, Utilities } from './types' */

class ServerlessRpmsolve {
  /**
   * @param {Serverless} serverless
   * @param {Record<string, any>} options what was given on the command line
   * @param {Utilities} utilities
   * @param {Library} [library] rpmsolve; the package of that name unless tests say otherwise
   */
  constructor(serverless, options, utilities, library) {
    this.serverless = serverless
    this.options = options
    this.utilities = utilities
    this.library = library
    /** @type {Group[] | undefined} */
    this.known = undefined
    defineSchema(serverless)
    this.commands = commands.COMMANDS
    this.hooks = {
      'before:package:initialize': () => this.check(),
      'before:package:createDeploymentArtifacts': () => this.build(),
      'before:deploy:function:packageFunction': () => this.build(),
      'rpm:lock:run': () => this.run(commands.lock),
      'rpm:why:run': () => this.run(commands.why),
      'rpm:audit:run': () => this.run(commands.audit),
      'rpm:plan:run': () => this.run(commands.plan),
    }
  }

  /** Refuses, before anything is packed, settings that make no sense and locks that are not there. */
  async check() {
    const groups = this.groups()
    if (groups.length > 0) await checkLocks(this.context(), groups)
  }

  /** Builds the layers that are not as they were, and gives all of them to the framework. */
  async build() {
    const groups = this.groups()
    if (groups.length === 0) return
    const context = this.context()
    const built = await builtLayers(context, groups)
    await checkBudget(context, built)
    for (const layer of groups.flatMap((group) => group.layers)) {
      const archive = built.get(layer.name)
      if (archive !== undefined) attach(context, layer, archive)
    }
    this.leaveOutOfFunctions()
  }

  /**
   * @param {(context: Context, groups: Group[], options: Record<string, any>) => Promise<void>} command
   */
  async run(command) {
    const groups = this.groups()
    if (groups.length === 0) {
      const message = 'No layer in serverless.yml is made of packages: give one "rpm", such as "rpm: [git]".'
      throw failure(this.serverless, 'no-layers', message)
    }
    await command(this.context(), groups, this.options)
  }

  /** What the plugin keeps below the service's directory is no part of its functions. */
  leaveOutOfFunctions() {
    const { service, serviceDir } = this.serverless
    const { cache } = service.custom?.rpmsolve ?? {}
    const kept = [
      directoryOf(this.serverless),
      ...(cache === undefined ? [] : [path.resolve(serviceDir, cache)]),
    ]
    const inside = kept
      .map((directory) => path.relative(serviceDir, directory).split(path.sep).join('/'))
      .filter((directory) => directory !== '' && !directory.startsWith('..') && !path.isAbsolute(directory))
    const patterns = inside.map((directory) => `!${directory}/**`)
    service.package = { ...service.package, patterns: [...(service.package?.patterns ?? []), ...patterns] }
  }

  /** What is asked for. It is read once: later the layers have artifacts, as if they were the user's. */
  groups() {
    this.known ??= groupsOf(this.serverless)
    return this.known
  }

  /** @returns {Context} */
  context() {
    const { serverless, utilities } = this
    this.library ??= load(serverless)
    return { serverless, utilities, library: this.library }
  }
}

/**
 * The package `rpmsolve`, loaded only when it is needed: it has a native part, which may not be there.
 * @param {Serverless} serverless
 * @returns {Library}
 */
function load(serverless) {
  try {
    const library = /** @type {any} */ (require('rpmsolve'))
    return { ...library, version: require('rpmsolve/package.json').version }
  } catch (error) {
    const { message } = /** @type {Error} */ (error)
    throw failure(serverless, 'not-installed', `The package rpmsolve cannot be loaded: ${message}`)
  }
}

module.exports = ServerlessRpmsolve
