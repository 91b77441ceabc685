// What the tests stand on: the demonstration packages, the corpus if it is there, the command, and
// repositories that are made here.
'use strict'

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const { createRequire } = require('node:module')
const os = require('node:os')
const path = require('node:path')

// Says which project is meant.
require('./package')

/** The project that the package under test is found from. */
const PROJECT = process.env.RPMSOLVE_TEST_INSTALLED ?? path.dirname(__dirname)

/** The directory of the package under test. */
const PACKAGE = path.dirname(
  createRequire(path.join(PROJECT, 'package.json')).resolve('rpmsolve/package.json'),
)

const ROOT = path.resolve(__dirname, '../../..')
const DEMO = path.join(ROOT, 'testdata/repos/demo')
const IMAGE = path.join(ROOT, 'testdata/projects/demo/image.xml')

/** The demonstration packages, over an image that has what they need. */
const DEMONSTRATION = { repositories: [DEMO], base: [IMAGE], arch: 'x86_64' }

/** The same for the command. */
const WORDS = ['--repo', DEMO, '--base', IMAGE, '--arch', 'x86_64']

const CORPUS = process.env.RPMSOLVE_CORPUS ?? path.join(ROOT, '../shared/corpus')

/** A repository of the corpus. */
const corpus = (name) => path.join(CORPUS, 'repodata', name)

/** Why tests with the corpus are left out; false if they are not. */
const withoutCorpus = !fs.existsSync(CORPUS) && 'skipped: no corpus'
if (withoutCorpus) console.log(withoutCorpus)

/** A directory that is gone after the test. */
function temporary(context) {
  const made = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'rpmsolve-')))
  context.after(() => fs.rmSync(made, { recursive: true, force: true }))
  return made
}

/** Writes a file, and the directories that it is in. */
function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, text)
  return file
}

/** Runs Node: the status, and what it printed. */
function node(words, options = {}) {
  const ran = spawnSync(process.execPath, words, { encoding: 'utf8', ...options })
  return { status: ran.status, signal: ran.signal, out: ran.stdout, err: ran.stderr }
}

/** Runs the command. */
const command = (words, options) => node([path.join(PACKAGE, 'bin/rpmsolve.js'), ...words], options)

/** A primary.xml of packages, each with a name, a version and a release, and what it requires. */
function primary(...packages) {
  const text = packages.map(({ name, version = '1', release = '1', requires = [] }) => {
    const needed = requires.map((one) => `<rpm:entry name="${one}"/>`).join('')
    return (
      `<package type="rpm"><name>${name}</name><arch>noarch</arch><version epoch="0" ver="${version}" ` +
      `rel="${release}"/><checksum type="sha256" pkgid="YES">` +
      Buffer.from(name).toString('hex').padStart(64, '0') +
      `</checksum><summary>${name}</summary><size package="1" installed="2" archive="3"/>` +
      `<location href="${name}-${version}-${release}.noarch.rpm"/><format><rpm:provides>` +
      `<rpm:entry name="${name}" flags="EQ" epoch="0" ver="${version}" rel="${release}"/></rpm:provides>` +
      `<rpm:requires>${needed}</rpm:requires></format></package>`
    )
  })
  return (
    '<?xml version="1.0" encoding="UTF-8"?><metadata xmlns="http://linux.duke.edu/metadata/common" ' +
    `xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="${packages.length}">${text.join('')}</metadata>`
  )
}

module.exports = {
  DEMO,
  DEMONSTRATION,
  IMAGE,
  PACKAGE,
  PROJECT,
  ROOT,
  WORDS,
  command,
  corpus,
  node,
  primary,
  temporary,
  withoutCorpus,
  write,
}
