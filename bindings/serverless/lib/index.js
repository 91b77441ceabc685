// The plugin: what it adds to the framework, and when it is called. What is asked of rpmsolve is in the
// other files.
'use strict'

const { attach, leaveOut } = require('./attach')
const { checkBudget } = require('./budget')
const { builtLayers } = require('./build')
const commands = require('./commands')
const { failure } = require('./errors')
const { lockedOf } = require('./lock')
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
    /** With another provider the framework leaves the plugin out. */
    this.provider = 'aws'
    /** @type {Group[] | undefined} */
    this.known = undefined
    defineSchema(serverless)
    this.commands = commands.COMMANDS
    this.hooks = {
      'before:package:initialize': () => this.check(),
      'before:package:createDeploymentArtifacts': () => this.build(),
      'before:deploy:function:initialize': () => this.check(),
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
    if (groups.length === 0) return
    const context = this.context()
    for (const group of groups) await lockedOf(context, group)
    // Plugins that pack functions themselves may do so before the layers are built.
    leaveOut(this.serverless, groups)
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
    return require('rpmsolve')
  } catch (error) {
    const [reason] = /** @type {Error} */ (error).message.split('\n')
    throw failure(serverless, 'not-installed', `The package rpmsolve cannot be loaded: ${reason}`)
  }
}

module.exports = ServerlessRpmsolve
