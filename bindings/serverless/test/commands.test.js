// The commands `sls rpm …`, with a stand-in for rpmsolve.
'use strict'

const assert = require('node:assert/strict')
const path = require('node:path')
const { test } = require('node:test')

const { git, make, refused, run, uses } = require('./service')

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

test('what cannot be installed is explained', async (context) => {
  const made = make(context, { ...git, layers: { tools: { rpm: ['no-such'] } } })
  const words = ['  nothing provides no-such', '    asked for', '  hint: did you mean such?']
  await assert.rejects(run(made.plugin, 'rpm:lock:run'), refused('RPMSOLVE_UNSOLVABLE', ...words))
})

test('messages name the settings, and no options of the command', async (context) => {
  const made = make(context, { ...git, layers: { tools: { rpm: ['unsigned'] } } })
  const words = ['no key is named (keys in serverless.yml); or noVerify']
  await assert.rejects(run(made.plugin, 'rpm:lock:run'), refused('RPMSOLVE_NO_KEYS', ...words))
})
