// What causes errors: for a code a call that has it, in a directory of its own.
'use strict'

const fs = require('node:fs')
const path = require('node:path')

const rpmsolve = require('./package')
const { DEMO, DEMONSTRATION, IMAGE, ROOT, primary, write } = require('./common')
const { project } = require('./questions')

const SIGNED = path.join(ROOT, 'testdata/signed')
const ZEROS = '0'.repeat(64)

const resolve = (options) => rpmsolve.resolveSync({ ...DEMONSTRATION, specs: ['hello'], ...options })
const asked = (spec) => () => resolve({ specs: [spec] })

/** A repository that is a primary.xml with some text. */
const ofPrimary = (text) => (directory) => {
  return resolve({ repositories: [write(path.join(directory, 'primary.xml'), text)] })
}

/** A repository whose repomd.xml says something of its primary.xml. */
const ofRepomd = (data) => (directory) => {
  const of = 'xmlns="http://linux.duke.edu/metadata/repo"'
  write(path.join(directory, 'repodata/repomd.xml'), `<repomd ${of}>${data}</repomd>`)
  write(path.join(directory, 'repodata/primary.xml'), primary({ name: 'hello' }))
  return resolve({ repositories: [directory] })
}

const primaryData = (said) => `<data type="primary">${said}<location href="repodata/primary.xml"/></data>`

/** A .repo file. */
const ofConfiguration = (text, options) => (directory) => {
  return resolve({ repositories: [], repoFiles: [write(path.join(directory, 'one.repo'), text)], ...options })
}

const DESCRIBED = `[one]\nbaseurl=file://${DEMO}\n`
const checked = (place) => `[one]\nbaseurl=file://${place}\nrepo_gpgcheck=1\n`

/** A layer of the demonstration packages. */
const layer = (options) => (directory) => {
  const place = { repositories: [DEMO], arch: 'x86_64', specs: ['hello'] }
  return rpmsolve.layerSync({ ...place, output: path.join(directory, 'layer.zip'), ...options })
}

const settings = (text) => (directory) => {
  write(path.join(directory, 'rpmsolve.toml'), text)
  return rpmsolve.lockSync({ project: directory })
}

/** What becomes of a project that is locked. */
const locked = (then, layers) => (directory) => {
  rpmsolve.lockSync({ project: project(directory, layers) })
  return then(directory)
}

/** What becomes of a project whose lock says something else. */
const altered = (pattern, replacement) =>
  locked((directory) => {
    const file = path.join(directory, 'rpmsolve.lock')
    const text = fs.readFileSync(file, 'utf8')
    const other = text.replace(pattern, replacement)
    if (other === text) throw new Error(`${pattern} is not in the lock`)
    fs.writeFileSync(file, other)
    return rpmsolve.syncSync({ project: directory, frozen: true })
  })

const TWO_LAYERS = '[layers.one]\npackages = ["hello"]\n[layers.two]\npackages = ["libgreet"]\n'

/** Pairs of a code and what has it. Some codes have several causes. */
const CAUSES = [
  [
    'bad-layer',
    (directory) => rpmsolve.auditSync({ layers: [write(path.join(directory, 'a.zip'), 'no zip')] }),
  ],
  ['bad-pattern', layer({ noRewrite: ['['] })],
  ['bad-plan', () => rpmsolve.planSync({ ...DEMONSTRATION, functions: { 'a/b': { specs: ['hello'] } } })],
  [
    'bad-profile',
    (directory) => layer({ runtime: write(path.join(directory, 'profile'), 'nonsense') })(directory),
  ],
  ['capability-form', () => new rpmsolve.Capability('a b')],
  ['capability-no-name', () => new rpmsolve.Capability('')],
  ['checksum', ofRepomd(primaryData(`<checksum type="sha256">${ZEROS}</checksum>`))],
  ['checksum-type', ofRepomd(primaryData('<checksum type="crc">00</checksum>'))],
  ['config-id', ofConfiguration(`[a b/]\nbaseurl=file://${DEMO}\n`)],
  ['config-line', ofConfiguration('[one]\nnonsense\n')],
  ['config-named-as-well', ofConfiguration(DESCRIBED, { repositories: [`one=${DEMO}`] })],
  ['config-named-twice', () => resolve({ repositories: [`one=${DEMO}`, `one=${DEMO}`] })],
  ['config-no-files', (directory) => resolve({ repositories: [], repoFiles: [directory] })],
  ['config-no-place', ofConfiguration('[one]\nname=One\n')],
  ['config-unknown-repository', ofConfiguration(DESCRIBED, { enablerepo: ['other'] })],
  ['config-value', ofConfiguration(`${DESCRIBED}enabled=maybe\n`)],
  ['element', ofPrimary('<metadata packages="1"><package type="rpm"><name>a</name></package></metadata>')],
  ['empty-spec', asked('@')],
  ['evr-character', () => new rpmsolve.Evr('1 2')],
  ['evr-epoch', () => new rpmsolve.Evr('x:1')],
  ['evr-no-version', () => new rpmsolve.Evr('')],
  ['file-conflict', layer({ specs: ['hello', 'hello-rival'] })],
  ['hostile-dependency', ofPrimary(primary({ name: 'hello', requires: ['('.repeat(2000)] }))],
  ['invalid-spec', asked('hello >=')],
  ['io', (directory) => rpmsolve.auditSync({ layers: [path.join(directory, 'none.zip')] })],
  ['key-missing', ofConfiguration(`${checked(`${SIGNED}/now`)}gpgkey=file://${SIGNED}/keys/other.asc\n`)],
  ['lock-damaged', altered(/\npackages = .*/, '\npackages = { x86_64 = 9 }')],
  ['lock-twice', altered(/(\[\[package[^]*?)(?=\[\[package)/, '$1$1')],
  ['lock-unknown-package', locked((project) => rpmsolve.lockSync({ project, upgradePackage: ['nothing'] }))],
  [
    'lock-version',
    (directory) => rpmsolve.lockShowSync({ lock: write(path.join(directory, 'lock'), 'version = 9\n') }),
  ],
  ['locked-checksum', altered(/\nchecksum = ".*"/, `\nchecksum = "sha256:${ZEROS}"`)],
  ['locked-size', altered(/\nsize = .*/, '\nsize = 3')],
  ['nevra', (directory) => resolve({ base: [write(path.join(directory, 'list'), 'a b c')] })],
  ['nevra-missing', () => new rpmsolve.Nevra('a-1-1')],
  ['no-keys', ofConfiguration(checked(`${SIGNED}/now`))],
  ['no-match', () => resolve({ pin: ['nothing'] })],
  [
    'no-mirrors',
    (directory) => {
      const list = write(path.join(directory, 'mirrors'), '')
      return ofConfiguration(`[one]\nmirrorlist=file://${list}\n`)(directory)
    },
  ],
  ['no-primary', ofRepomd('')],
  ['no-project', (directory) => rpmsolve.lockSync({ project: directory })],
  ['not-a-repository', (directory) => resolve({ repositories: [directory] })],
  [
    'occupied',
    (directory) => {
      write(path.join(directory, 'output/file'), '')
      const output = path.join(directory, 'output')
      return rpmsolve.fetchSync({ ...DEMONSTRATION, specs: ['hello'], output })
    },
  ],
  ['offline', (cache) => resolve({ repositories: ['http://rpmsolve.invalid/'], offline: true, cache })],
  [
    'output-not-empty',
    (directory) => {
      write(path.join(directory, 'output/file'), '')
      return layer({ output: path.join(directory, 'output/') })(directory)
    },
  ],
  ['over-budget', layer({ limit: 1 })],
  [
    'package-structure',
    (directory) => {
      write(path.join(directory, 'one.rpm'), 'no package')
      return resolve({ repositories: [directory] })
    },
  ],
  ['path-escape', ofRepomd('<data type="primary"><location href="/etc/passwd"/></data>')],
  ['project-exists', (project) => [rpmsolve.initSync({ project }), rpmsolve.initSync({ project })]],
  ['project-place', settings('[repositories.demo]\n[layers.one]\npackages = ["hello"]\n')],
  ['project-toml', settings('= =')],
  ['project-unknown-arch', locked((project) => rpmsolve.buildSync({ project, arch: 'aarch64' }))],
  ['project-unknown-key', settings('nothing = 1')],
  ['project-unknown-layer', locked((project) => rpmsolve.buildSync({ project, layers: ['other'] }))],
  ['project-unknown-spec', locked((project) => rpmsolve.removeSync({ project, specs: ['other'] }))],
  ['project-value', altered(/nevra = ".*"/, 'nevra = "x"')],
  ['project-which-layer', locked((project) => rpmsolve.addSync({ project, specs: ['hello'] }), TWO_LAYERS)],
  [
    'rpmdb',
    (directory) => {
      write(path.join(directory, 'var/lib/rpm/rpmdb.sqlite'), 'no database')
      return resolve({ base: [directory] })
    },
  ],
  ['signature-missing', ofConfiguration(`${checked(DEMO)}gpgkey=file://${SIGNED}/keys/right.asc\n`)],
  ['size', ofRepomd(primaryData('<size>3</size>'))],
  ['stale', (directory) => rpmsolve.buildSync({ project: project(directory), locked: true })],
  ['unknown-group', asked('@nothing')],
  ['unknown-module', () => resolve({ modules: ['nothing:1'] })],
  ['unknown-preset', () => resolve({ repositories: ['al2023@nothing'] })],
  ['unknown-repository', () => resolve({ priorities: { other: 1 } })],
  ['unknown-runtime', layer({ runtime: 'nothing' })],
  ['unreadable', (directory) => resolve({ repositories: [path.join(directory, 'none')] })],
  ['unsolvable', asked('hello-broken')],
  ['unsolvable', () => resolve({ base: [], specs: ['hello'] })],
  ['url', () => resolve({ repositories: ['ftp://rpmsolve.invalid/'] })],
  ['usage', () => resolve({ repositories: [] })],
  ['usage', () => resolve({ objective: 'nothing' })],
  ['usage', () => resolve({ trust: ['nothing'] })],
  ['xml', ofPrimary('<metadata><package>')],
]

module.exports = { CAUSES }
