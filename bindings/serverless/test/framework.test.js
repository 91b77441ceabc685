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

const ok = (run) => {
  assert.equal(run.status, 0, run.output)
  return run.output
}

const calls = (directory, verb) => {
  const lines = fs.readFileSync(path.join(directory, 'calls'), 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line)).filter((call) => call.verb === verb)
}

test('serverless package', { skip }, (context) => {
  const directory = project(context, { library })
  const refused = serverless(directory, 'package')
  assert.equal(refused.status, 1)
  assert.match(refused.output, /rpmsolve\.lock is not there: run "sls rpm lock"/)
  assert.doesNotMatch(refused.output, /Invalid configuration|at .*\.js:/)

  assert.match(ok(serverless(directory, 'rpm', 'lock')), /added: jq-0:1\.0-1\.x86_64/)
  assert.match(ok(serverless(directory, 'rpm', 'lock', '--check')), /unchanged/)
  assert.match(ok(serverless(directory, 'rpm', 'why', '--package', 'libjq')), /tools: jq-.* → libjq-/)

  const first = ok(serverless(directory, 'package'))
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
  assert.match(ok(serverless(directory, 'package')), /Layer "tools" is as it was built before/)
  assert.equal(fs.statSync(archives[0]).mtimeMs, mtimeMs)
  assert.equal(calls(directory, 'build').length, 1)
  assert.deepEqual(made(directory), {
    resources: renamed(resources, made(directory).resources),
    zip,
    archives,
  })
})

test('what is kept is no part of a function', { skip }, (context) => {
  const replace = { "patterns: ['!**', h.js]": "patterns: ['!node_modules/rpmsolve/**']" }
  const directory = project(context, { library, replace })
  ok(serverless(directory, 'rpm', 'lock'))
  ok(serverless(directory, 'package'))
  const names = entries(directory, 'example.zip')
  assert.ok(names.includes('h.js'))
  assert.deepEqual(
    names.filter((name) => name.includes('.cache')),
    [],
  )
})

test('words that are not known are reported as the framework reports them', { skip }, (context) => {
  const replace = {
    'rpm: [jq]': 'rpm: { packages: [jq], kept: [man] }',
    'repositories: [al2023]': 'repositorys: [al2023]',
    'service: example\n': 'service: example\nconfigValidationMode: error\n',
  }
  const { status, output } = serverless(project(context, { library, replace }), 'package')
  assert.equal(status, 1)
  assert.match(output, /Configuration error/)
  assert.match(output, /at 'custom\.rpmsolve': unrecognized property 'repositorys'/)
  assert.match(output, /at 'layers\.tools\.rpm'.*'kept'/)
})

test('a mistake in the settings is a sentence, without a stack', { skip }, (context) => {
  const replace = { 'rpm: [jq]': 'rpm: [no-such]' }
  const { status, output } = serverless(project(context, { library, replace }), 'rpm', 'lock')
  assert.equal(status, 1)
  assert.match(output, /layer tools cannot be had\n.*nothing provides no-such/)
  assert.doesNotMatch(output, /at .*\.js:/)
})

function entries(directory, archive) {
  return read(fs.readFileSync(path.join(directory, '.serverless', archive))).map(({ name }) => name)
}

/** Resources in which the time that the framework puts into names of artifacts is another's. */
function renamed(resources, others) {
  const time = /\d+-\d{4}-\d\d-\d\dT[\d:.]+Z/
  const other = time.exec(JSON.stringify(others))?.[0] ?? ''
  return JSON.parse(JSON.stringify(resources).replaceAll(new RegExp(time, 'g'), other))
}
