// A question for every verb: options, and the status of the answer. Each is asked in a directory of its own,
// in which a project, its lock and a layer are made before.
'use strict'

const fs = require('node:fs')
const path = require('node:path')

const rpmsolve = require('./package')
const { DEMO, DEMONSTRATION, IMAGE, write } = require('./common')

const PLACE = { repositories: [DEMO], arch: 'x86_64' }

/** A project over the demonstration packages, whose layers are given as text. */
const project = (directory, layers = '[layers.greeting]\npackages = ["hello", "libgreet"]\n') => {
  const settings = `arches = ["x86_64"]\nbase = [${JSON.stringify(IMAGE)}]\n`
  const repository = `[repositories.demo]\nurl = ${JSON.stringify(DEMO)}\n`
  write(path.join(directory, 'rpmsolve.toml'), settings + repository + layers)
  return directory
}

/** What the questions are about. */
function prepare(directory) {
  rpmsolve.lockSync({ project: project(directory) })
  rpmsolve.layerSync({ ...PLACE, specs: ['hello'], output: path.join(directory, 'hello.zip') })
  const testcase = path.join(directory, 'install.t')
  write(
    testcase,
    'repo available 0 testtags <inline>\n#>=Pkg: a 1 1 noarch\n#>=Prv: a = 1-1\njob install name a\n',
  )
  fs.mkdirSync(path.join(directory, 'cache'))
}

/** By the function's name: the options, given a path within the directory, and the status. */
const QUESTIONS = {
  resolve: [() => ({ ...DEMONSTRATION, specs: ['hello'] }), 'solved'],
  why: [() => ({ ...DEMONSTRATION, specs: ['hello'], what: 'libgreet' }), 'found'],
  tree: [() => ({ ...DEMONSTRATION, specs: ['hello'] }), 'solved'],
  check: [() => DEMONSTRATION, 'broken'],
  fetch: [(at) => ({ ...DEMONSTRATION, specs: ['hello'], output: at('fetched') }), 'fetched'],
  layer: [(at) => ({ ...PLACE, specs: ['hello'], output: at('layer.zip') }), 'built'],
  plan: [
    () => ({ ...PLACE, functions: { one: { specs: ['hello'] }, other: { specs: ['libgreet'] } } }),
    'planned',
  ],
  audit: [(at) => ({ layers: [at('hello.zip')], arch: 'x86_64' }), 'ok'],
  init: [(at) => ({ project: at('new'), presets: ['al2023'] }), 'made'],
  add: [(at) => ({ project: at(), specs: ['hello-script'] }), 'changed'],
  remove: [(at) => ({ project: at(), specs: ['libgreet'] }), 'changed'],
  lock: [(at) => ({ project: at() }), 'unchanged'],
  lockShow: [(at) => ({ lock: at('rpmsolve.lock') }), 'ok'],
  sync: [(at) => ({ project: at() }), 'synced'],
  vendor: [(at) => ({ project: at(), directory: at('vendored') }), 'fetched'],
  build: [(at) => ({ project: at(), output: at('built') }), 'built'],
  diff: [(at) => ({ old: at('rpmsolve.lock'), new: at('rpmsolve.lock') }), 'same'],
  exportLock: [(at) => ({ project: at(), format: 'rpms-lock' }), 'exported'],
  search: [() => ({ ...PLACE, what: ['greet'] }), 'ok'],
  list: [() => ({ ...PLACE, patterns: ['hello*'] }), 'ok'],
  info: [() => ({ ...PLACE, what: ['hello'] }), 'ok'],
  provides: [() => ({ ...PLACE, what: ['/usr/bin/hello'] }), 'ok'],
  runtimes: [() => ({}), 'ok'],
  profileShow: [() => ({ runtime: 'provided.al2023', arch: 'x86_64' }), 'ok'],
  profileMake: [() => ({ place: IMAGE, arch: 'x86_64', name: 'image' }), 'made'],
  testcase: [(at) => ({ files: [at('install.t')] }), 'ok'],
  verify: [() => ({ places: [path.join(DEMO, 'Packages')] }), 'ok'],
  cachePath: [(at) => ({ cache: at('cache') }), 'ok'],
  cacheInfo: [(at) => ({ cache: at('cache') }), 'ok'],
  cacheClean: [(at) => ({ cache: at('cache') }), 'ok'],
}

module.exports = { PLACE, QUESTIONS, prepare, project }
