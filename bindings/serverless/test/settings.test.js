// What rpmsolve is asked for, by what serverless.yml says.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { PACKAGE, git, make, refused, run, uses } = require('./service')

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
  const verbs = named.calls.map(({ verb }) => verb).filter((verb) => verb !== 'lockShow')
  assert.deepEqual(verbs, ['lock', 'build', 'build'])
  assert.ok(fs.existsSync(path.join(named.directory, 'rpmsolve.lock')))
  const image = make(context, {
    ...git,
    layers: { tools: { rpm: ['git'] }, more: { rpm: ['jq'] } },
    functions,
    custom: { runtime: './image.json' },
  })
  await run(image.plugin, 'rpm:lock:run')
  assert.ok(fs.existsSync(path.join(image.directory, 'rpmsolve.image.json.arm64.lock')))
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

test('the file of the settings, as both versions of the framework name it', async (context) => {
  for (const [name, file] of [['serverless', 'serverless.yml'], ['other.ts', 'other.ts']]) {
    const made = make(context, git)
    made.serverless.configurationFilename = name
    await run(made.plugin, 'rpm:lock:run')
    assert.equal(made.calls[0].options.project, path.join(made.directory, file))
  }
})
