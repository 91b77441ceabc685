// The plugin in the real framework with the real rpmsolve, on the example, with packages that come over
// HTTP: those that all tests of rpmsolve have, and those of the directory RPMSOLVE_TEST_REPOSITORY, if it is
// set. RPMSOLVE_TEST_PACKAGES names packages of that, with commas, and RPMSOLVE_TEST_BASE is the repository
// of what is installed already, if they are for no image that rpmsolve knows.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { HOME, found, made, project, serve, serverless } = require('./framework')
const { isLink, read } = require('./zip')

const { RPMSOLVE_TEST_REPOSITORY, RPMSOLVE_TEST_PACKAGES = 'jq', RPMSOLVE_TEST_BASE } = process.env
const demo = path.join(HOME, '..', '..', 'testdata', 'repos', 'demo')
const repositories = [{ directory: demo, packages: ['hello'], base: undefined }]
if (RPMSOLVE_TEST_REPOSITORY) {
  const packages = RPMSOLVE_TEST_PACKAGES.split(',')
  repositories.push({ directory: RPMSOLVE_TEST_REPOSITORY, packages, base: RPMSOLVE_TEST_BASE })
}

const library = found('rpmsolve')
const missing = ['rpmsolve', 'serverless'].filter((name) => found(name) === undefined)
const skip = missing.length > 0 && `not installed: ${missing.join(', ')}: npm install`

async function ok(...words) {
  const run = await serverless(...words)
  assert.equal(run.status, 0, run.output)
  return run.output
}

/** What the example's settings say of a repository that is served. */
function settingsOf({ directory, base }, url) {
  const keys = fs.readdirSync(directory).filter((name) => name.startsWith('RPM-GPG-KEY'))
  const trusted = keys.map((name) => path.resolve(directory, name))
  return [
    `repositories: ["test=${url}"]`,
    trusted.length > 0 ? `keys: ${JSON.stringify(trusted)}` : 'noVerify: true',
    ...(base ? [`base: ${JSON.stringify([path.resolve(base)])}`] : []),
    'cache: kept',
  ].join('\n    ')
}

for (const repository of repositories) {
  const { directory: from, packages } = repository
  test(`the example, with ${packages} of ${path.basename(from)}`, { skip }, async (context) => {
    const { url, close } = await serve(context, from)
    const replace = {
      'repositories: [al2023]': settingsOf(repository, url),
      'rpm: [jq]': `rpm: ${JSON.stringify(packages)}`,
      "patterns: ['!**', h.js]": "patterns: ['!node_modules/rpmsolve/**']",
    }
    const directory = project(context, { library, replace })
    assert.match(await ok(directory, 'rpm', 'lock'), /rpmsolve\.lock: locked/)
    assert.match(await ok(directory, 'rpm', 'lock', '--check'), /rpmsolve\.lock: unchanged/)
    assert.match(await ok(directory, 'rpm', 'why', '--package', packages[0]), /\(asked for\)/)
    assert.match(await ok(directory, 'rpm', 'plan'), /nodejs20\.x, x86_64: 1 layer, /)
    assert.match(await ok(directory, 'package'), /Layer "tools" is built/)
    const { resources, zip, archives } = made(directory)
    const { Properties: layer } = resources.ToolsLambdaLayer
    assert.deepEqual(layer.CompatibleRuntimes, ['nodejs20.x'])
    assert.deepEqual(layer.CompatibleArchitectures, ['x86_64'])
    assert.ok(layer.LicenseInfo.length > 0 && layer.LicenseInfo.length <= 512, layer.LicenseInfo)
    assert.match(layer.Content.S3Key, /\/tools\.zip$/)
    assert.deepEqual(resources.HelloLambdaFunction.Properties.Layers, [{ Ref: 'ToolsLambdaLayer' }])
    assert.equal(archives.length, 1)
    assert.ok(zip.equals(fs.readFileSync(archives[0])), 'the artifact is the archive that rpmsolve has made')
    checkLayer(zip, packages)
    const code = read(fs.readFileSync(path.join(directory, '.serverless', 'example.zip')))
    assert.ok(code.some(({ name }) => name === 'h.js'))
    assert.ok(!code.some(({ name }) => /^kept\/|\.cache\/|\.lock$/.test(name)))

    // Nobody is there to be asked any more, and nobody need be.
    close()
    const { mtimeMs } = fs.statSync(archives[0])
    assert.match(await ok(directory, 'package'), /Layer "tools" is as it was built before/)
    const again = made(directory)
    assert.deepEqual(again.archives, archives)
    assert.equal(fs.statSync(archives[0]).mtimeMs, mtimeMs)
    assert.ok(again.zip.equals(zip))
    const audited = await ok(directory, 'rpm', 'audit', '--fail-on', 'never')
    assert.match(audited, /hello \(tools; nodejs20\.x, x86_64\)/)
  })
}

/** A layer has the programs that were asked for, links that are links, and says what it is. */
function checkLayer(zip, packages) {
  const entries = read(zip)
  const names = new Set(entries.map(({ name }) => name))
  for (const name of packages) assert.ok(names.has(`bin/${name}`), `bin/${name}`)
  assert.ok(names.has('share/rpmsolve/manifest.json') && names.has('share/rpmsolve/sbom.spdx.json'))
  const links = entries.filter(isLink).map(({ name, content }) => [name, content().toString()])
  const { dirname, join } = path.posix
  const leading = links.filter(([name, target]) => names.has(join(dirname(name), target)))
  assert.ok(leading.length > 0, `of ${links.length} links some lead to files of the layer`)
}
