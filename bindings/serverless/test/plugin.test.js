// The plugin with a stand-in for rpmsolve, in services that exist only here.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { PACKAGE, make, run } = require('./service')
const { isLink, read } = require('./zip')

const git = { layers: { tools: { rpm: ['git'] } }, provider: { runtime: 'nodejs20.x' } }
const uses = { layers: [{ Ref: 'ToolsLambdaLayer' }] }
const verbs = ({ calls }) => calls.map(({ verb }) => verb)
const refused =
  (code, ...words) =>
  (error) => {
    assert.equal(error.code, code)
    for (const word of words) assert.ok(error.message.includes(word), `${error.message} has ${word}`)
    return true
  }

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
  assert.deepEqual(made.service.package.patterns, ['!.rpmsolve/**'])
})

test('what the user has set stays', async (context) => {
  const own = { licenseInfo: 'Mine', compatibleRuntimes: ['nodejs20.x', 'nodejs22.x'] }
  const made = make(context, { ...git, layers: { tools: { rpm: 'git', ...own } } })
  await run(made.plugin, 'rpm:lock:run', ...PACKAGE)
  const { licenseInfo, compatibleRuntimes } = made.service.layers.tools
  assert.deepEqual({ licenseInfo, compatibleRuntimes }, own)
})

test('the same is not built again, and what is older is removed', async (context) => {
  const made = make(context, git)
  await run(made.plugin, 'rpm:lock:run', ...PACKAGE)
  fs.rmSync(path.join(made.directory, '.serverless'), { recursive: true })
  await run(made.again(), ...PACKAGE)
  assert.equal(verbs(made).filter((verb) => verb === 'build').length, 1)
  assert.ok(made.log.includes('Layer "tools" is as it was built before'))
  assert.ok(fs.existsSync(made.service.layers.tools.package.artifact))

  made.service.custom.rpmsolve.weak = true
  await run(made.again(), 'rpm:lock:run', ...PACKAGE)
  assert.equal(verbs(made).filter((verb) => verb === 'build').length, 2)
  const kept = fs.readdirSync(path.join(made.directory, '.rpmsolve', 'example', 'tools'))
  assert.deepEqual(kept.map((name) => path.extname(name)).sort(), ['.json', '.zip'])
  assert.deepEqual(fs.readdirSync(path.join(made.directory, '.rpmsolve')), ['example'])
})

test('a kept archive that is cut short is built again', async (context) => {
  const made = make(context, git)
  await run(made.plugin, 'rpm:lock:run', ...PACKAGE)
  const kept = path.join(made.directory, '.rpmsolve', 'example', 'tools')
  const zip = fs.readdirSync(kept).find((name) => name.endsWith('.zip'))
  fs.truncateSync(path.join(kept, zip), 10)
  await run(made.again(), ...PACKAGE)
  assert.equal(verbs(made).filter((verb) => verb === 'build').length, 2)
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

test('layers of the provider are layers of its functions, unless they have their own', async (context) => {
  const functions = {
    one: { runtime: 'python3.13' },
    two: { layers: [], runtime: 'ruby3.4' },
    three: { image: 'x' },
  }
  const made = make(context, { ...git, provider: { ...git.provider, ...uses }, functions })
  await run(made.plugin, 'rpm:lock:run', ...PACKAGE)
  assert.deepEqual(made.service.layers.tools.compatibleRuntimes, ['python3.13'])
})

test('several runtimes: one is solved for, the others are audited', async (context) => {
  const functions = { one: uses, two: { ...uses, runtime: 'python3.12' } }
  const made = make(context, { ...git, functions })
  await run(made.plugin, 'rpm:lock:run', ...PACKAGE)
  assert.deepEqual(made.service.layers.tools.compatibleRuntimes, ['nodejs20.x', 'python3.12'])
  assert.equal(made.calls.find(({ verb }) => verb === 'build').options.settings.runtime, 'nodejs20.x')
  assert.equal(made.calls.find(({ verb }) => verb === 'audit').options.runtime, 'python3.12')

  const bad = make(context, { ...git, functions: { one: uses, two: { ...uses, runtime: 'python3.7' } } })
  const words = ['nodejs20.x', 'python3.7', 'needs libfoo']
  await assert.rejects(
    run(bad.plugin, 'rpm:lock:run', ...PACKAGE),
    refused('RPMSOLVE_OTHER_RUNTIME', ...words),
  )
})

test('two architectures of one layer are refused', async (context) => {
  const made = make(context, { ...git, functions: { one: uses, two: { ...uses, architecture: 'arm64' } } })
  await assert.rejects(run(made.plugin, PACKAGE[0]), refused('RPMSOLVE_TWO_ARCHITECTURES', 'two layers'))
})

test('layers for several images have a lock each', async (context) => {
  const functions = { one: uses, two: { layers: [{ Ref: 'MoreLambdaLayer' }], architecture: 'arm64' } }
  const made = make(context, {
    ...git,
    layers: { tools: { rpm: ['git'] }, more: { rpm: ['jq'] } },
    functions,
  })
  await run(made.plugin, 'rpm:lock:run', ...PACKAGE)
  const locks = fs.readdirSync(made.directory).filter((name) => name.endsWith('.lock'))
  assert.deepEqual(locks.sort(), ['rpmsolve.nodejs20.x.arm64.lock', 'rpmsolve.nodejs20.x.x86_64.lock'])
  const named = make(context, {
    ...git,
    layers: { tools: { rpm: ['git'] }, more: { rpm: ['jq'] } },
    functions,
    custom: { arches: ['x86_64', 'arm64'] },
  })
  await run(named.plugin, 'rpm:lock:run', ...PACKAGE)
  assert.deepEqual(
    verbs(named).filter((verb) => verb !== 'lockShow'),
    ['lock', 'build', 'build'],
  )
  assert.ok(fs.existsSync(path.join(named.directory, 'rpmsolve.lock')))
})

test('repositories are written in several ways', async (context) => {
  const repositories = [
    'al2023@2023.9.20251014',
    'https://example.com/repo?a=b',
    'mine=./repo',
    'old=al2',
    { id: 'big', url: 'https://example.com/big', repoGpgcheck: true, priority: 10 },
  ]
  const made = make(context, { ...git, custom: { repositories, cache: 'kept', keys: ['key.asc'] } })
  await run(made.plugin, 'rpm:lock:run')
  const { settings, cache, keys } = made.calls[0].options
  assert.deepEqual(settings.repositories, {
    'al2023-2023.9.20251014': { preset: 'al2023@2023.9.20251014' },
    r1: { url: 'https://example.com/repo?a=b' },
    mine: { url: './repo' },
    old: { preset: 'al2' },
    big: { url: 'https://example.com/big', repo_gpgcheck: true, priority: 10 },
  })
  assert.equal(cache, path.join(made.directory, 'kept'))
  assert.deepEqual(keys, [path.join(made.directory, 'key.asc')])
  const twice = make(context, { ...git, custom: { repositories: ['al2023', 'al2023'] } })
  await assert.rejects(run(twice.plugin, 'rpm:lock:run'), refused('RPMSOLVE_TWO_REPOSITORIES'))
  const none = make(context, { ...git, custom: { repositories: undefined } })
  await assert.rejects(run(none.plugin, 'rpm:lock:run'), refused('RPMSOLVE_NO_REPOSITORIES'))
})

test('a layer that says more than names', async (context) => {
  const rpm = { packages: ['git'], noRewrite: ['perl*'], compression: 9 }
  const made = make(context, { ...git, layers: { tools: { rpm } } })
  await run(made.plugin, 'rpm:lock:run')
  const { layers } = made.calls[0].options.settings
  assert.deepEqual(layers.tools, { packages: ['git'], no_rewrite: ['perl*'], compression: 9 })
})

test('layers that cannot be are refused', async (context) => {
  const both = make(context, { ...git, layers: { tools: { rpm: ['git'], path: 'tools' } } })
  await assert.rejects(run(both.plugin, PACKAGE[0]), refused('RPMSOLVE_TWO_SOURCES', '"path"'))
  const none = make(context, { ...git, layers: { tools: { rpm: null } } })
  await assert.rejects(run(none.plugin, PACKAGE[0]), refused('RPMSOLVE_NO_PACKAGES', 'rpm: [git]'))
})

test('what cannot be installed is explained', async (context) => {
  const made = make(context, { ...git, layers: { tools: { rpm: ['no-such'] } } })
  const words = ['  nothing provides no-such', '    asked for', '  hint: did you mean such?']
  await assert.rejects(run(made.plugin, 'rpm:lock:run'), refused('RPMSOLVE_UNSOLVABLE', ...words))
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

test('sls rpm lock --check and --upgrade', async (context) => {
  const checked = make(context, { ...git, options: { check: true } })
  await assert.rejects(run(checked.plugin, 'rpm:lock:run'), refused('RPMSOLVE_STALE'))
  const made = make(context, { ...git, options: { 'upgrade-package': ['zlib'] } })
  await run(made.plugin, 'rpm:lock:run')
  assert.deepEqual(made.calls[0].options.upgradePackage, ['zlib'])
  assert.deepEqual(made.text, [
    'rpmsolve.lock: x86_64: 2 packages',
    '  added: git-0:1.0-1.x86_64',
    '  added: libgit-0:1.0-1.x86_64',
    'rpmsolve.lock: locked',
  ])
})

test('sls rpm why', async (context) => {
  const made = make(context, { ...git, options: { package: 'libgit' } })
  await run(made.plugin, 'rpm:lock:run', 'rpm:why:run')
  assert.equal(made.text.at(-1), 'tools: git-0:1.0-1.x86_64 (asked for) → libgit-0:1.0-1.x86_64')
  const absent = make(context, { ...git, options: { package: 'perl', layer: 'tools' } })
  await assert.rejects(run(absent.plugin, 'rpm:lock:run', 'rpm:why:run'), refused('RPMSOLVE_ABSENT', 'perl'))
})

test('sls rpm audit', async (context) => {
  const functions = { hello: { ...uses, runtime: 'python3.7' } }
  const made = make(context, { ...git, functions })
  await assert.rejects(run(made.plugin, 'rpm:lock:run', 'rpm:audit:run'), refused('RPMSOLVE_AUDIT', 'hello'))
  assert.deepEqual(made.text.slice(-2), [
    'hello (tools; python3.7, x86_64): 1 finding, 0 notes for --verbose',
    '  error: missing-soname: bin/git: needs libfoo',
  ])
  const never = make(context, { ...git, functions, options: { 'fail-on': 'never' } })
  await run(never.plugin, 'rpm:lock:run', 'rpm:audit:run')
})

test('sls rpm plan', async (context) => {
  const repositories = [
    'al2023',
    { id: 'mine', url: './repo', priority: 5, includepkgs: ['jq'], keys: ['k'] },
  ]
  const made = make(context, { ...git, functions: { hello: uses }, custom: { repositories } })
  await run(made.plugin, 'rpm:plan:run')
  const { options } = made.calls[0]
  assert.deepEqual(options.repositories, [
    { id: 'al2023', place: 'al2023' },
    { id: 'mine', place: path.join(made.directory, 'repo'), priority: 5 },
  ])
  assert.deepEqual(options.setopt, { 'mine.includepkgs': 'jq' })
  assert.deepEqual(options.keys, [path.join(made.directory, 'k')])
  assert.deepEqual(options.functions, { hello: { specs: ['git'], other: [] } })
  assert.deepEqual([options.runtime, options.arch, options.layers], ['nodejs20.x', 'x86_64', undefined])
  assert.equal(made.text[1], '  shared: 1 package, 1.0 MB, for hello')
})

test('warnings of rpmsolve are shown', async (context) => {
  const made = make(context, { ...git, layers: { tools: { rpm: ['warned'] } } })
  await run(made.plugin, 'rpm:lock:run', ...PACKAGE)
  assert.ok(made.log.includes('a key expires soon'))
})
