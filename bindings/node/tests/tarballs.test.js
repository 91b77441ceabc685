// The packages as they are published: made, packed, and installed into a project that is new.
'use strict'

const assert = require('node:assert/strict')
const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { after, before, describe, it } = require('node:test')

const { PACKAGE, ROOT, node, write } = require('./common')

const skip = Boolean(process.env.RPMSOLVE_TEST_INSTALLED) && 'the package is one that is installed already'
const SCRIPT = path.join(PACKAGE, 'scripts/platform-package.mjs')
const NATIVE = path.join(PACKAGE, 'rpmsolve.node')
const MAIN = require(path.join(PACKAGE, 'package.json'))

/** The platform of this process, as packages are named after it. */
function platformName() {
  const { platform, arch } = process
  if (platform === 'win32') return `${platform}-${arch}-msvc`
  if (platform !== 'linux') return `${platform}-${arch}`
  return `${platform}-${arch}-${process.report.getReport().header.glibcVersionRuntime ? 'gnu' : 'musl'}`
}

/** The environment, without what the test runner says to its processes, and npm to its scripts. */
function environment(others = {}) {
  const own = Object.entries(process.env).filter(([name]) => !/^(NODE_TEST_CONTEXT$|npm_)/i.test(name))
  return { ...Object.fromEntries(own), ...others }
}

/** Runs a program of Node's that must do well. */
function run(words, options) {
  const [program, ...rest] = words
  const shell = process.platform === 'win32'
  const ran = spawnSync(program, rest, { encoding: 'utf8', shell, env: environment(), ...options })
  assert.equal(ran.status, 0, `${words.join(' ')}: ${ran.error ?? ''}${ran.stdout}${ran.stderr}`)
  return ran.stdout
}

describe('the package of a platform', { skip }, () => {
  let directory
  before(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'rpmsolve-'))
  })
  after(() => fs.rmSync(directory, { recursive: true, force: true }))

  const make = (platform, file = NATIVE) => {
    const output = path.join(directory, platform)
    const ran = node([SCRIPT, platform, file, output])
    return { ...ran, output }
  }

  it('says what it is for', () => {
    const library = write(path.join(directory, 'library'), 'library')
    const expected = {
      'darwin-arm64': { os: ['darwin'], cpu: ['arm64'] },
      'linux-arm64-gnu': { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] },
      'linux-x64-musl': { os: ['linux'], cpu: ['x64'], libc: ['musl'] },
      'win32-x64-msvc': { os: ['win32'], cpu: ['x64'] },
    }
    for (const [platform, { os, cpu, libc }] of Object.entries(expected)) {
      const { status, err, output } = make(platform, library)
      assert.equal(status, 0, err)
      const made = JSON.parse(fs.readFileSync(path.join(output, 'package.json'), 'utf8'))
      assert.deepEqual([made.os, made.cpu, made.libc], [os, cpu, libc])
      assert.equal(made.name, `@rpmsolve/${platform}`)
      assert.deepEqual([made.version, made.license, made.engines], [MAIN.version, MAIN.license, MAIN.engines])
      assert.equal(made.main, 'rpmsolve.node')
      for (const file of [...made.files, 'README.md']) assert.ok(fs.existsSync(path.join(output, file)), file)
      assert.equal(fs.readFileSync(path.join(output, 'rpmsolve.node'), 'utf8'), 'library')
      const text = fs.readFileSync(path.join(ROOT, 'LICENSE-MIT'), 'utf8')
      assert.equal(fs.readFileSync(path.join(output, 'LICENSE-MIT'), 'utf8'), text)
    }
  })

  it('is not made of what makes no sense', () => {
    const refused = (words, message) => {
      const ran = node([SCRIPT, ...words])
      assert.equal(ran.status, 2)
      assert.match(ran.err, message)
    }
    refused([], /PLATFORM FILE OUTPUT/)
    refused(['linux-x64-gnu', NATIVE, path.join(directory, 'a'), 'more'], /PLATFORM FILE OUTPUT/)
    refused(
      ['linux-s390x-gnu', NATIVE, path.join(directory, 'b')],
      /there is no package @rpmsolve\/linux-s390x-gnu; .*linux-x64/,
    )
    refused(
      ['linux-x64-gnu', path.join(directory, 'none'), path.join(directory, 'c')],
      /there is no such file/,
    )
    refused(['linux-x64-gnu', NATIVE, PACKAGE], /is not empty/)
  })
})

describe('both packages', { skip }, () => {
  let project
  before(() => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'rpmsolve-'))
    const library = path.join(directory, 'library')
    fs.copyFileSync(NATIVE, library)
    // What debuggers need takes longer to pack than all the rest; not every system can leave it out.
    spawnSync('strip', [library])
    const platform = path.join(directory, 'platform')
    run([process.execPath, SCRIPT, platformName(), library, platform])
    project = path.join(directory, 'project')
    write(path.join(project, 'package.json'), '{ "private": true }')
    const packed = run(['npm', 'pack', '--silent', PACKAGE, platform], { cwd: project }).trim().split(/\s+/)
    assert.equal(packed.length, 2)
    const files = packed.map((file) => `./${file}`)
    run(['npm', 'install', '--offline', '--no-audit', '--no-fund', ...files], { cwd: project })
  })
  after(() => fs.rmSync(path.dirname(project), { recursive: true, force: true }))

  it('have what they should have, and nothing else', () => {
    const listed = (name) => fs.readdirSync(path.join(project, 'node_modules', name)).sort()
    const licenses = ['LICENSE-APACHE', 'LICENSE-MIT']
    assert.deepEqual(listed('rpmsolve'), [...licenses, 'README.md', 'bin', 'dist', 'package.json'])
    const native = [...licenses, 'README.md', 'package.json', 'rpmsolve.node']
    assert.deepEqual(listed(`@rpmsolve/${platformName()}`), native)
    assert.deepEqual(listed('@rpmsolve'), [platformName()])
  })

  it('have the command', () => {
    const { status, runtimes } = JSON.parse(
      run(['npx', '--offline', 'rpmsolve', 'runtimes', '--json'], { cwd: project }),
    )
    assert.equal(status, 'ok')
    assert.ok(runtimes.some(({ name }) => name === 'provided.al2023'))
  })

  it('pass these tests', () => {
    const files = ['faces', 'load', 'pools', 'readme', 'values'].map((name) => path.join(__dirname, `${name}.test.js`))
    const env = environment({
      RPMSOLVE_TEST_INSTALLED: project,
      RPMSOLVE_CORPUS: path.join(project, 'no-corpus'),
    })
    const printed = run([process.execPath, '--test', '--test-reporter=tap', ...files], { env })
    assert.match(printed, /^# fail 0$/m)
    assert.match(printed, /^# pass [1-9]\d+$/m)
  })

  it('have types that those read who install them', () => {
    fs.cpSync(path.join(__dirname, 'types'), path.join(project, 'types'), { recursive: true })
    const { compilerOptions } = JSON.parse(fs.readFileSync(path.join(__dirname, 'tsconfig.json'), 'utf8'))
    const typeRoots = [path.join(PACKAGE, 'node_modules/@types')]
    const bundled = { module: 'esnext', moduleResolution: 'bundler' }
    for (const [name, options] of Object.entries({ node: {}, bundler: bundled })) {
      const file = path.join(project, `tsconfig.${name}.json`)
      write(
        file,
        JSON.stringify({
          compilerOptions: { ...compilerOptions, typeRoots, ...options },
          include: ['types'],
        }),
      )
      run([process.execPath, path.join(PACKAGE, 'node_modules/typescript/bin/tsc'), '--project', file])
    }
  })
})
