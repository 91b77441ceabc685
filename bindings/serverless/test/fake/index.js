// A stand-in for the package rpmsolve: it needs no packages and no network, and behaves as that does
// towards the plugin. Each call leaves a line in the file that RPMSOLVE_FAKE_CALLS names.
'use strict'

const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')

const { write } = require('../zip')

class RpmsolveError extends Error {
  constructor(code, message, more = {}) {
    super(message)
    Object.assign(this, { code, problems: [], hints: [], ...more })
  }
}

const inputs = ({ settings }) => createHash('sha256').update(JSON.stringify(settings)).digest('hex')

const nevra = (name, arch) => `${name}-0:1.0-1.${arch}`

const rpmArch = (arch) => ({ arm64: 'aarch64' })[arch] ?? arch

function noted(verb, options) {
  const file = process.env.RPMSOLVE_FAKE_CALLS
  if (file) fs.appendFileSync(file, `${JSON.stringify({ verb, options })}\n`)
}

/** Every package needs a library of its own name. */
function packagesOf({ layers }, arch) {
  return Object.entries(layers).flatMap(([layer, { packages }]) =>
    packages.flatMap((name) => [
      { nevra: nevra(name, arch), layers: [layer], requested: [layer], required_by: [] },
      { nevra: nevra(`lib${name}`, arch), layers: [layer], requested: [], required_by: [nevra(name, arch)] },
    ]),
  )
}

async function lock(options) {
  noted('lock', options)
  const { settings, check } = options
  const wanted = Object.values(settings.layers).flatMap((layer) => layer.packages)
  if (wanted.includes('unsigned')) {
    throw new RpmsolveError('no-keys', 'no key is named (--key in rpmsolve.toml); or --no-verify')
  }
  const unknown = wanted.find((one) => one === 'no-such')
  if (unknown) {
    const problems = [
      { message: `nothing provides ${unknown}`, children: [{ message: 'asked for', children: [] }] },
    ]
    throw new RpmsolveError('unsolvable', 'layer tools cannot be had', {
      problems,
      hints: ['did you mean such?'],
    })
  }
  const arches = Object.fromEntries(
    settings.arches.map(rpmArch).map((arch) => [arch, packagesOf(settings, arch)]),
  )
  const text = JSON.stringify({ inputs: inputs(options), layers: Object.keys(settings.layers), arches })
  const old = fs.existsSync(options.lock) ? fs.readFileSync(options.lock, 'utf8') : ''
  const changes = (packages) => packages.map((one) => ({ change: 'added', nevra: one.nevra, size: 1 }))
  const diff = Object.entries(arches).map(([arch, packages]) => [
    arch,
    { changes: changes(packages), new_packages: packages.length },
  ])
  const status = old === text ? 'unchanged' : check ? 'stale' : 'locked'
  if (status === 'locked') fs.writeFileSync(options.lock, text)
  return {
    schema: 1,
    status,
    lock: options.lock,
    diff: { arches: status === 'unchanged' ? {} : Object.fromEntries(diff) },
  }
}

async function lockShow(options) {
  const locked = JSON.parse(fs.readFileSync(options.lock, 'utf8'))
  const stale = locked.inputs !== inputs(options)
  return { schema: 1, status: 'ok', path: options.lock, stale, ...locked }
}

async function build(options, { onProgress, onWarning } = {}) {
  noted('build', options)
  const locked = await lockShow(options)
  if (locked.stale)
    throw new RpmsolveError('stale', 'the lock is another one; run rpmsolve lock')
  onProgress?.({ stage: 'build', done: 1, total: 2, finished: false })
  if (options.settings.layers.tools?.packages.includes('warned')) onWarning?.('a key expires soon')
  fs.mkdirSync(options.output, { recursive: true })
  const layers = options.layers.map((layer) => {
    const { packages } = options.settings.layers[layer]
    const entries = packages.flatMap((name) => [
      { name: `bin/${name}`, content: `#!/bin/sh\necho ${name}\n` },
      { name: `lib/lib${name}.so`, content: `lib${name}.so.1`, link: true },
    ])
    const output = path.join(options.output, `${layer}-${options.arch}.zip`)
    const zip = write(entries)
    fs.writeFileSync(output, zip)
    const bytes = packages.includes('huge') ? 200_000_000 : 1000
    return {
      layer,
      arch: options.arch,
      output,
      packages: packages.map((name) => ({ nevra: nevra(name, options.arch) })),
      licenses: ['GPL-2.0-only', 'MIT OR Apache-2.0'],
      files: entries.length,
      bytes,
      archive_bytes: zip.length,
      findings: [],
      environment: [],
    }
  })
  return { schema: 1, status: 'built', layers }
}

async function audit(options) {
  noted('audit', options)
  const lacking = {
    kind: 'missing-soname',
    severity: 'error',
    path: 'bin/git',
    detail: 'needs libfoo',
    package: '',
  }
  const findings = options.runtime === 'python3.7' ? [lacking] : []
  const status = findings.length > 0 && options.failOn !== 'never' ? 'found' : 'ok'
  return { schema: 1, status, findings, files: 1, bytes: 100_000_000 }
}

async function plan(options) {
  noted('plan', options)
  const functions = Object.keys(options.functions)
  const packages = [...new Set(Object.values(options.functions).flatMap(({ specs }) => specs))]
  const layers = [{ name: 'shared', packages, bytes: 1_000_000, functions }]
  return { schema: 1, status: 'planned', total_bytes: 1_000_000, layers, reasons: [] }
}

module.exports = { RpmsolveError, audit, build, lock, lockShow, plan, version: '0.1.0' }
