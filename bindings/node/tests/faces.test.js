// The ways in: import, require, and the command.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { describe, it } = require('node:test')

const rpmsolve = require('./package')
const { DEMO, DEMONSTRATION, PACKAGE, PROJECT, WORDS, command, node, temporary } = require('./common')

const HELLO = { ...DEMONSTRATION, specs: ['hello'] }

/** Runs a program where the package is found by its name, and reads what it prints. */
function run(words) {
  const ran = node(words, { cwd: PROJECT })
  assert.equal(ran.status, 0, ran.err)
  return JSON.parse(ran.out)
}

describe('the package', () => {
  it('is imported', () => {
    const program = `
      import rpmsolve, { ERRORS, Evr, Pool, RpmsolveError, resolve, version } from 'rpmsolve'
      import * as all from 'rpmsolve'
      const { status } = await resolve(${JSON.stringify(HELLO)})
      const pool = await Pool.load(${JSON.stringify(DEMONSTRATION)})
      const refusal = await pool.solve('hello-broken').catch((error) => error)
      const usual = ['default', 'module.exports', '__esModule']
      const names = Object.keys(all).filter((name) => !usual.includes(name))
      console.log(JSON.stringify({
        status, version, names,
        code: refusal instanceof RpmsolveError && ERRORS[refusal.code],
        isOne: rpmsolve.resolve === resolve,
        newer: Evr.compare('2', '1'),
      }))`
    const { names, ...said } = run(['--input-type=module', '-e', program])
    assert.deepEqual(said, { status: 'solved', version: rpmsolve.version, code: 'no', isOne: true, newer: 1 })
    assert.deepEqual(names.sort(), Object.keys(rpmsolve).sort())
  })

  it('is required', () => {
    const program = `
      const { resolveSync, version } = require('rpmsolve')
      const { status } = resolveSync(${JSON.stringify(HELLO)})
      console.log(JSON.stringify({ status, version, package: require('rpmsolve/package.json').name }))`
    assert.deepEqual(run(['-e', program]), {
      status: 'solved',
      version: rpmsolve.version,
      package: 'rpmsolve',
    })
  })

  it('has nothing inside that can be reached', () => {
    const program = `
      const reach = (name) => { try { return require(name) && 'there' } catch (error) { return error.code } }
      console.log(JSON.stringify(['rpmsolve/dist/load.js', 'rpmsolve/rpmsolve.node'].map(reach)))`
    const refused = 'ERR_PACKAGE_PATH_NOT_EXPORTED'
    assert.deepEqual(run(['-e', program]), [refused, refused])
  })

  it('has types and a command where it says', () => {
    const { types, bin, exports, main } = JSON.parse(
      fs.readFileSync(path.join(PACKAGE, 'package.json'), 'utf8'),
    )
    for (const file of [types, main, bin.rpmsolve, exports['.'].types, exports['.'].default]) {
      assert.ok(fs.existsSync(path.join(PACKAGE, file)), file)
    }
    assert.match(fs.readFileSync(path.join(PACKAGE, bin.rpmsolve), 'utf8'), /^#!\/usr\/bin\/env node\n/)
  })
})

describe('the command', () => {
  const json = (words, status) => {
    const ran = command([...words, '--json'])
    assert.equal(ran.status, status, ran.err)
    return JSON.parse(ran.out)
  }

  it('prints what functions return', (context) => {
    const place = ['--repo', DEMO, '--arch', 'x86_64']
    const options = { repositories: [DEMO], arch: 'x86_64' }
    assert.deepEqual(json(['resolve', ...WORDS, 'hello'], 0), rpmsolve.resolveSync(HELLO))
    const chains = json(['why', 'libgreet', ...WORDS, '--for', 'hello'], 0)
    assert.deepEqual(chains, rpmsolve.whySync({ ...HELLO, what: 'libgreet' }))
    assert.deepEqual(json(['tree', ...WORDS, 'hello'], 0), rpmsolve.treeSync(HELLO))
    assert.deepEqual(json(['info', ...place, 'hello'], 0), rpmsolve.infoSync({ ...options, what: ['hello'] }))
    assert.deepEqual(json(['list', ...place], 0), rpmsolve.listSync(options))
    assert.deepEqual(json(['runtimes'], 0), rpmsolve.runtimesSync())
    const output = path.join(temporary(context), 'layer.zip')
    const layer = json(['layer', ...place, '-o', output, 'hello'], 0)
    assert.deepEqual(layer, rpmsolve.layerSync({ ...options, specs: ['hello'], output }))
  })

  it('exits with 0 for yes and with 1 for no', () => {
    assert.equal(json(['check', ...WORDS, '--exclude', 'hello-broken'], 0).status, 'ok')
    assert.equal(json(['check', ...WORDS], 1).status, 'broken')
    assert.equal(json(['resolve', ...WORDS, 'hello-broken'], 1).status, 'unsolvable')
  })

  it('exits with 2 where it was not understood', () => {
    assert.equal(json(['resolve', ...WORDS, '--nonsense'], 2).code, 'usage')
    assert.equal(json(['no-such-verb'], 2).code, 'usage')
    assert.equal(json(['resolve', ...WORDS, '@nothing'], 2).code, 'unknown-group')
  })

  it('exits with 3 where what it is about is not in order', () => {
    assert.equal(json(['resolve', '--repo', '/no/such/place', 'hello'], 3).code, 'unreadable')
  })

  it('exits with 4 where the network is what is missing', (context) => {
    const place = ['--repo', 'http://rpmsolve.invalid/', '--offline', '--cache', temporary(context)]
    assert.equal(json(['resolve', ...place, 'hello'], 4).code, 'offline')
  })

  it('keeps warnings from what is printed', () => {
    const ran = command(['resolve', ...WORDS, '--setopt', 'nobody.proxy=', 'hello', '--json'])
    assert.equal(JSON.parse(ran.out).status, 'solved')
    assert.match(ran.err, /nobody/)
  })

  it('is the one of the package', () => {
    assert.equal(command(['--version']).out, `rpmsolve ${rpmsolve.version}\n`)
    assert.match(command(['--help']).out, /Usage: rpmsolve /)
  })
})
