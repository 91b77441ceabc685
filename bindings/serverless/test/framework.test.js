// The plugin in the real framework, with a stand-in for rpmsolve: no network, no packages.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { found, made, project, serverless } = require('./framework')
const { isLink, read } = require('./zip')

const library = path.join(__dirname, 'fake')
const skip = found('serverless') === undefined && 'the package serverless is not installed: npm install'

async function ok(...words) {
  const run = await serverless(...words)
  assert.equal(run.status, 0, run.output)
  return run.output
}

const calls = (directory, verb) => {
  const lines = fs.readFileSync(path.join(directory, 'calls'), 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line)).filter((call) => call.verb === verb)
}

const namesIn = (...archive) => read(fs.readFileSync(path.join(...archive))).map(({ name }) => name)

test('serverless package', { skip }, async (context) => {
  const directory = project(context, { library })
  const refused = await serverless(directory, 'package')
  assert.equal(refused.status, 1)
  assert.match(refused.output, /rpmsolve\.lock is not there: run "sls rpm lock"/)
  assert.doesNotMatch(refused.output, /Invalid configuration|at .*\.js:/)

  assert.match(await ok(directory, 'rpm', 'lock'), /added: jq-0:1\.0-1\.x86_64/)
  assert.match(await ok(directory, 'rpm', 'lock', '--check'), /unchanged/)
  assert.match(await ok(directory, 'rpm', 'why', '--package', 'libjq'), /tools: jq-.* → libjq-/)

  const first = await ok(directory, 'package')
  assert.match(first, /Layer "tools" is built/)
  assert.doesNotMatch(first, /Invalid configuration|deprecat/i)
  const { resources, zip, archives } = made(directory)
  const { Properties: layer } = resources.ToolsLambdaLayer
  assert.deepEqual(layer.CompatibleRuntimes, ['nodejs20.x'])
  assert.deepEqual(layer.CompatibleArchitectures, ['x86_64'])
  assert.equal(layer.LicenseInfo, 'GPL-2.0-only AND (MIT OR Apache-2.0)')
  assert.match(layer.Content.S3Key, /\/tools\.zip$/)
  assert.deepEqual(resources.HelloLambdaFunction.Properties.Layers, [{ Ref: 'ToolsLambdaLayer' }])
  assert.equal(archives.length, 1)
  assert.deepEqual(zip, fs.readFileSync(archives[0]))
  assert.deepEqual(read(zip).map(isLink), [false, true])

  const { mtimeMs } = fs.statSync(archives[0])
  assert.match(await ok(directory, 'package', '--package', 'out'), /Layer "tools" is as it was built before/)
  assert.equal(fs.statSync(archives[0]).mtimeMs, mtimeMs)
  assert.equal(calls(directory, 'build').length, 1)
  const again = made(directory, 'out')
  assert.deepEqual(again, { resources: renamed(resources, again.resources), zip, archives })
  assert.ok(!fs.existsSync(path.join(directory, '.serverless')))
})

test('what is kept is no part of a function, whatever its own patterns say', { skip }, async (context) => {
  const replace = {
    "patterns: ['!**', h.js]": "individually: true\n  patterns: ['!node_modules/rpmsolve/**']",
    '    handler: h.main\n': "    handler: h.main\n    package: { patterns: ['node_modules/.cache/**'] }\n",
  }
  const directory = project(context, { library, replace })
  await ok(directory, 'rpm', 'lock')
  await ok(directory, 'package')
  const names = namesIn(directory, '.serverless', 'hello.zip')
  assert.ok(names.includes('h.js'))
  const kept = names.filter((name) => name.includes('.cache') || name.endsWith('.lock'))
  assert.deepEqual(kept, [])
})

test('serverless deploy function', { skip }, async (context) => {
  const replace = { "patterns: ['!**', h.js]": "patterns: ['!node_modules/rpmsolve/**']" }
  const directory = project(context, { library, replace })
  const refused = await serverless(directory, 'deploy', 'function', '--function', 'hello')
  assert.match(refused.output, /rpmsolve\.lock is not there/)
  await ok(directory, 'rpm', 'lock')
  assert.match(await ok(directory, 'deploy', 'function', '--function', 'hello'), /Layer "tools" is built/)
  const names = namesIn(directory, 'deployed.zip')
  assert.ok(names.includes('h.js'))
  assert.ok(!names.some((name) => name.includes('.cache')))
})

test('a name with signs, a layer of the provider, and no runtime', { skip }, async (context) => {
  const reference = '{ Ref: GitDashtoolsUnderscore2LambdaLayer }'
  const replace = {
    '  tools:\n': '  git-tools_2:\n    retain: true\n',
    '    layers:\n      - Ref: ToolsLambdaLayer\n': '',
    '  architecture: x86_64\n': `  architecture: arm64\n  layers: [${reference}]\n`,
    '  runtime: nodejs20.x\n': '',
  }
  const directory = project(context, { library, replace })
  await ok(directory, 'rpm', 'lock')
  await ok(directory, 'package')
  const { resources } = made(directory, '.serverless', 'git-tools_2')
  const layers = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::LayerVersion')
  assert.equal(layers.length, 1)
  const [{ Properties: layer }] = layers
  assert.deepEqual(layer.CompatibleRuntimes, [resources.HelloLambdaFunction.Properties.Runtime])
  assert.deepEqual(layer.CompatibleArchitectures, ['arm64'])
  assert.equal(calls(directory, 'build')[0].options.settings.runtime, layer.CompatibleRuntimes[0])
})

test('words that are not known are reported as the framework reports them', { skip }, async (context) => {
  const replace = {
    'rpm: [jq]': 'rpm: { packages: [jq], kept: [man] }',
    'repositories: [al2023]': 'repositorys: [al2023]',
    'service: example\n': 'service: example\nconfigValidationMode: error\n',
  }
  const { status, output } = await serverless(project(context, { library, replace }), 'package')
  assert.equal(status, 1)
  assert.match(output, /Configuration error/)
  assert.match(output, /at 'custom\.rpmsolve': unrecognized property 'repositorys'/)
  assert.match(output, /at 'layers\.tools\.rpm'.*'kept'/)
})

test('a mistake in the settings is a sentence, without a stack', { skip }, async (context) => {
  const replace = { 'rpm: [jq]': 'rpm: [no-such]' }
  const { status, output } = await serverless(project(context, { library, replace }), 'rpm', 'lock')
  assert.equal(status, 1)
  assert.match(output, /layer tools cannot be had\n.*nothing provides no-such/)
  assert.doesNotMatch(output, /at .*\.js:/)
})

/** Resources in which the time that the framework puts into names of artifacts is another's. */
function renamed(resources, others) {
  const time = /\d+-\d{4}-\d\d-\d\dT[\d:.]+Z/
  const other = time.exec(JSON.stringify(others))?.[0] ?? ''
  return JSON.parse(JSON.stringify(resources).replaceAll(new RegExp(time, 'g'), other))
}
