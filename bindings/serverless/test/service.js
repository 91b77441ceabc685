// A service for unit tests: the parts of the framework that the plugin touches, in a new directory.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')

const Plugin = require('..')
const fake = require('./fake')

class FrameworkError extends Error {
  constructor(message, code) {
    super(message)
    this.code = code
  }
}

const capital = (name) => name[0].toUpperCase() + name.slice(1)

const naming = {
  getLambdaLayerLogicalId: (name) => `${capital(name.replaceAll('-', 'Dash'))}LambdaLayer`,
  getLayerArtifactName: (name) => `${name}.zip`,
}

/**
 * A plugin in a service. `log` and `text` are what was said, `calls` the verbs of rpmsolve that were called,
 * and `again` makes the plugin of the next run of the command.
 */
function make(context, { provider = {}, functions = {}, layers = {}, custom = {}, options = {} }) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'serverless-rpmsolve-'))
  context.after(() => fs.rmSync(directory, { recursive: true, force: true }))
  const service = {
    service: 'example',
    provider: { name: 'aws', ...provider },
    custom: { rpmsolve: { repositories: ['al2023'], ...custom } },
    functions,
    layers: structuredClone(layers),
  }
  const [log, text, calls] = [[], [], []]
  const serverless = {
    serviceDir: directory,
    service,
    classes: { Error: FrameworkError },
    configSchemaHandler: { schema: {}, defineCustomProperties() {} },
    getProvider: () => ({ naming, getRuntime: (runtime) => runtime ?? provider.runtime ?? 'nodejs16.x' }),
  }
  const say = (line) => log.push(line)
  const utilities = {
    log: { notice: say, info: say, warning: say },
    writeText: (lines) => text.push(...[lines].flat()),
    progress: { create: () => ({ update() {}, remove() {} }) },
  }
  const library = { ...fake }
  for (const verb of ['audit', 'build', 'lock', 'lockShow', 'plan']) {
    library[verb] = (wanted, watch) => (calls.push({ verb, options: wanted }), fake[verb](wanted, watch))
  }
  const start = () => new Plugin(serverless, options, utilities, library)
  // Another run of the command in the same service, without what the last one has told the framework.
  const again = () => {
    for (const [name, { rpm }] of Object.entries(service.layers)) if (rpm) service.layers[name] = { rpm }
    return start()
  }
  return { plugin: start(), again, serverless, service, directory, log, text, calls }
}

/** Runs the hooks of a plugin one after the other. */
async function run(plugin, ...hooks) {
  for (const hook of hooks) await plugin.hooks[hook]()
}

/** A service with a layer, and what makes a function use it. */
const git = { layers: { tools: { rpm: ['git'] } }, provider: { runtime: 'nodejs20.x' } }
const uses = { layers: [{ Ref: 'ToolsLambdaLayer' }] }

/** What is expected of an error, for `assert.rejects`: its code, and words of its message. */
function refused(code, ...words) {
  return (error) => {
    assert.equal(error.code, code)
    assert.equal(error.stack, undefined)
    for (const word of words) assert.ok(error.message.includes(word), `${error.message} has ${word}`)
    return true
  }
}

const PACKAGE = ['before:package:initialize', 'before:package:createDeploymentArtifacts']

module.exports = { PACKAGE, git, make, refused, run, uses }
