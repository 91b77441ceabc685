// What is built, kept and given to the framework, with a stand-in for rpmsolve, in services that exist only
// here.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { PACKAGE, git, make, refused, run, uses } = require('./service')
const { isLink, read } = require('./zip')

const builds = ({ calls }) => calls.filter(({ verb }) => verb === 'build').length

test('a layer is locked, built and given to the framework', async (context) => {
  const made = make(context, {
    ...git,
    functions: { hello: { ...uses, runtime: 'python3.12', architecture: 'arm64' } },
  })
  await run(made.plugin, 'rpm:lock:run', ...PACKAGE)
  const { settings, ...options } = made.calls.find(({ verb }) => verb === 'build').options
  assert.deepEqual(settings, {
    arches: ['arm64'],
    repositories: { al2023: { preset: 'al2023' } },
    runtime: 'python3.12',
    layers: { tools: { packages: ['git'] } },
  })
  assert.equal(options.project, path.join(made.directory, 'serverless.yml'))
  assert.equal(options.lock, path.join(made.directory, 'rpmsolve.lock'))
  assert.deepEqual([options.locked, options.arch, options.layers], [true, 'aarch64', ['tools']])
  const layer = made.service.layers.tools
  assert.deepEqual(layer.compatibleRuntimes, ['python3.12'])
  assert.deepEqual(layer.compatibleArchitectures, ['arm64'])
  assert.equal(layer.licenseInfo, 'GPL-2.0-only AND (MIT OR Apache-2.0)')
  assert.equal(layer.package.artifact, path.join(made.directory, '.serverless', 'tools.zip'))
  const entries = read(fs.readFileSync(layer.package.artifact))
  assert.deepEqual(
    entries.map(({ name }) => name),
    ['bin/git', 'lib/libgit.so'],
  )
  assert.deepEqual(entries.map(isLink), [false, true])
  assert.deepEqual(made.service.package.patterns, ['!.rpmsolve/**', '!rpmsolve.lock'])
})

test('what the user has set stays', async (context) => {
  const own = { licenseInfo: 'Mine', compatibleRuntimes: ['nodejs20.x', 'nodejs22.x'] }
  const made = make(context, { ...git, layers: { tools: { rpm: 'git', ...own } } })
  await run(made.plugin, 'rpm:lock:run', ...PACKAGE)
  const { licenseInfo, compatibleRuntimes } = made.service.layers.tools
  assert.deepEqual({ licenseInfo, compatibleRuntimes }, own)
})

test('the same is not built again', async (context) => {
  const made = make(context, git)
  await run(made.plugin, 'rpm:lock:run', ...PACKAGE)
  fs.rmSync(path.join(made.directory, '.serverless'), { recursive: true })
  await run(made.again(), ...PACKAGE)
  assert.equal(builds(made), 1)
  assert.ok(made.log.includes('Layer "tools" is as it was built before'))
  assert.ok(fs.existsSync(made.service.layers.tools.package.artifact))

  // As two stages would have it.
  for (const weak of [true, undefined, true]) {
    made.service.custom.rpmsolve.weak = weak
    await run(made.again(), 'rpm:lock:run', ...PACKAGE)
  }
  assert.equal(builds(made), 2)
  assert.deepEqual(fs.readdirSync(path.join(made.directory, '.rpmsolve')), ['example'])
})

test('what was not used for longest is removed', async (context) => {
  const made = make(context, git)
  const kept = path.join(made.directory, '.rpmsolve', 'example', 'tools')
  for (const exclude of ['a', 'b', 'c', 'd', 'e', 'f']) {
    made.service.custom.rpmsolve.exclude = [exclude]
    await run(made.again(), 'rpm:lock:run', ...PACKAGE)
    // Each is older than what comes next, whatever the clock of the file system can tell apart.
    for (const name of fs.readdirSync(kept)) {
      const { mtimeMs } = fs.statSync(path.join(kept, name))
      fs.utimesSync(path.join(kept, name), mtimeMs / 1000 - 60, mtimeMs / 1000 - 60)
    }
  }
  assert.deepEqual(fs.readdirSync(kept).map((name) => path.extname(name)).sort(), [
    ...Array(4).fill('.json'),
    ...Array(4).fill('.zip'),
  ])
  made.service.custom.rpmsolve.exclude = ['c']
  await run(made.again(), 'rpm:lock:run', ...PACKAGE)
  assert.equal(builds(made), 6)
})

test('what was built in another checkout is as good', async (context) => {
  const [one, other] = [make(context, git), make(context, git)]
  await run(one.plugin, 'rpm:lock:run', ...PACKAGE)
  for (const name of ['rpmsolve.lock', '.rpmsolve']) {
    fs.cpSync(path.join(one.directory, name), path.join(other.directory, name), { recursive: true })
  }
  await run(other.plugin, ...PACKAGE)
  assert.equal(builds(other), 0)
})

test('a layer is not built again because another is', async (context) => {
  const made = make(context, { ...git, layers: { ...git.layers, more: { rpm: ['jq'] } } })
  await run(made.plugin, 'rpm:lock:run', ...PACKAGE)
  made.service.layers.more.rpm = ['gawk']
  await run(made.again(), 'rpm:lock:run', ...PACKAGE)
  const built = made.calls.filter(({ verb }) => verb === 'build').map(({ options }) => options.layers)
  assert.deepEqual(built, [['tools', 'more'], ['more']])
})

test('a kept archive that is cut short is built again', async (context) => {
  const made = make(context, git)
  await run(made.plugin, 'rpm:lock:run', ...PACKAGE)
  const kept = path.join(made.directory, '.rpmsolve', 'example', 'tools')
  const zip = fs.readdirSync(kept).find((name) => name.endsWith('.zip'))
  fs.truncateSync(path.join(kept, zip), 10)
  await run(made.again(), ...PACKAGE)
  assert.equal(builds(made), 2)
})

test('a lock that is not there, or older than the settings, is refused with what to do', async (context) => {
  const made = make(context, git)
  const missing = refused('RPMSOLVE_NO_LOCK', 'rpmsolve.lock is not there', 'sls rpm lock')
  await assert.rejects(run(made.plugin, PACKAGE[0]), missing)
  await run(made.plugin, 'rpm:lock:run')
  made.service.layers.more = { rpm: ['jq'] }
  await assert.rejects(run(made.again(), PACKAGE[0]), refused('RPMSOLVE_STALE', 'sls rpm lock'))
  delete made.service.layers.more
  made.service.custom.rpmsolve.exclude = ['perl']
  await assert.rejects(run(made.again(), ...PACKAGE), refused('RPMSOLVE_STALE', 'sls rpm lock'))
  assert.ok(!fs.existsSync(path.join(made.directory, '.serverless')))
})

test('a service without such layers is left alone', async (context) => {
  const made = make(context, { layers: { other: { path: 'other' } }, custom: { repositories: undefined } })
  await run(made.plugin, ...PACKAGE)
  assert.deepEqual(made.calls, [])
  await assert.rejects(run(made.plugin, 'rpm:lock:run'), refused('RPMSOLVE_NO_LAYERS'))
})

test('the layers of a function must fit together', async (context) => {
  const hello = { layers: [{ Ref: 'ToolsLambdaLayer' }, { Ref: 'OtherLambdaLayer' }, 'arn:aws:lambda:x'] }
  const layers = { tools: { rpm: ['huge'] }, other: { path: 'other' } }
  const made = make(context, { ...git, layers, functions: { hello } })
  const words = ['"hello"', '300000000', 'tools 200000000', 'other 100000000', '262144000']
  await assert.rejects(
    run(made.plugin, 'rpm:lock:run', ...PACKAGE),
    refused('RPMSOLVE_OVER_BUDGET', ...words),
  )
  assert.deepEqual(made.calls.at(-1).options.layers, [path.join(made.directory, 'other')])
})

test('warnings of rpmsolve are shown', async (context) => {
  const made = make(context, { ...git, layers: { tools: { rpm: ['warned'] } } })
  await run(made.plugin, 'rpm:lock:run', ...PACKAGE)
  assert.ok(made.log.includes('a key expires soon'))
})

test('another provider has nothing to do with it', (context) => {
  assert.equal(make(context, git).plugin.provider, 'aws')
})
