// The native part: which package it is looked for in, and what is said where there is none.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { describe, it } = require('node:test')

const { PACKAGE, node, temporary, write } = require('./common')

/** The package without its native part, in a directory that has others of the given names. */
function unpacked(context, others = {}) {
  const modules = path.join(temporary(context), 'node_modules')
  const copy = path.join(modules, 'rpmsolve')
  for (const part of ['dist', 'bin', 'package.json']) {
    fs.cpSync(path.join(PACKAGE, part), path.join(copy, part), { recursive: true })
  }
  for (const [name, text] of Object.entries(others)) write(path.join(modules, name, 'index.js'), text)
  return copy
}

/** Loads it as if on another system: the error, or nothing if there is none. */
function loaded(copy, { platform, arch, isMusl = false }) {
  const faked = write(
    path.join(copy, 'faked.js'),
    `
    Object.defineProperty(process, 'platform', { value: ${JSON.stringify(platform)} })
    Object.defineProperty(process, 'arch', { value: ${JSON.stringify(arch)} })
    process.report.getReport = () => ({ header: ${isMusl ? '{}' : "{ glibcVersionRuntime: '2.34' }"} })`,
  )
  const program = `
    try {
      require(${JSON.stringify(copy)})
    } catch ({ name, message, cause }) {
      console.log(JSON.stringify({ name, message, cause: cause?.code }))
    }`
  const ran = node(['--require', faked, '-e', program])
  assert.equal(ran.status, 0, ran.err)
  return ran.out === '' ? undefined : JSON.parse(ran.out)
}

const SYSTEMS = {
  'darwin-arm64': { platform: 'darwin', arch: 'arm64' },
  'darwin-x64': { platform: 'darwin', arch: 'x64' },
  'linux-arm64-gnu': { platform: 'linux', arch: 'arm64' },
  'linux-arm64-musl': { platform: 'linux', arch: 'arm64', isMusl: true },
  'linux-x64-gnu': { platform: 'linux', arch: 'x64' },
  'linux-x64-musl': { platform: 'linux', arch: 'x64', isMusl: true },
  'win32-arm64-msvc': { platform: 'win32', arch: 'arm64' },
  'win32-x64-msvc': { platform: 'win32', arch: 'x64' },
}

const STAND_IN = 'module.exports = { Pool: class {}, Session: class {} }'

describe('the native part', () => {
  it('is in one package for each platform that is named', () => {
    const { optionalDependencies, version } = require(path.join(PACKAGE, 'package.json'))
    const names = Object.keys(SYSTEMS).map((platform) => `@rpmsolve/${platform}`)
    assert.deepEqual(optionalDependencies, Object.fromEntries(names.map((name) => [name, version])))
  })

  for (const [platform, system] of Object.entries(SYSTEMS)) {
    it(`is that of ${platform}`, (context) => {
      const name = `@rpmsolve/${platform}`
      const { name: kind, message } = loaded(unpacked(context), system)
      assert.equal(kind, 'Error')
      assert.ok(
        message.startsWith(`rpmsolve: the package ${name} is not installed: it is an optional dependency`),
        message,
      )
      assert.match(message, /--omit=optional/)
      assert.equal(loaded(unpacked(context, { [name]: STAND_IN }), system), undefined)
    })
  }

  it('is nowhere for other platforms', (context) => {
    for (const system of [
      { platform: 'freebsd', arch: 'x64' },
      { platform: 'linux', arch: 's390x' },
    ]) {
      const { message } = loaded(unpacked(context), system)
      assert.match(
        message,
        new RegExp(`^rpmsolve: there is no package @rpmsolve/${system.platform}-${system.arch}`),
      )
      assert.ok(message.endsWith(`for this platform; there are ${Object.keys(SYSTEMS).join(', ')}`), message)
    }
  })

  it('that does not work is said not to', (context) => {
    const name = '@rpmsolve/linux-x64-gnu'
    const copy = unpacked(context)
    const place = path.join(copy, '..', name)
    write(path.join(place, 'package.json'), JSON.stringify({ name, main: 'rpmsolve.node' }))
    write(path.join(place, 'rpmsolve.node'), 'no library')
    const { message, cause } = loaded(copy, SYSTEMS['linux-x64-gnu'])
    assert.ok(message.startsWith(`rpmsolve: ${name} does not work on this system: `), message)
    assert.equal(cause, 'ERR_DLOPEN_FAILED')
  })

  it('that was built here comes first', (context) => {
    const name = '@rpmsolve/linux-x64-gnu'
    const copy = unpacked(context, { [name]: STAND_IN })
    write(path.join(copy, 'rpmsolve.node'), 'no library')
    assert.match(
      loaded(copy, SYSTEMS['linux-x64-gnu']).message,
      /^rpmsolve: \.\.\/rpmsolve\.node does not work/,
    )
  })

  it('is looked for without a look at the network', (context) => {
    const copy = unpacked(context)
    const faked = write(
      path.join(copy, 'network.js'),
      `
      process.report.getReport = () => {
        if (!process.report.excludeNetwork) process.exit(9)
        return { header: { glibcVersionRuntime: '2.34' } }
      }`,
    )
    const program = `
      try { require(${JSON.stringify(copy)}) } catch {}
      process.exit(process.report.excludeNetwork ? 8 : 0)`
    assert.equal(node(['--require', faked, '-e', program]).status, 0)
  })
})
