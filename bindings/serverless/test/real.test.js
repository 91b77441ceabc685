// The plugin in the real framework with the real rpmsolve, on the example. RPMSOLVE_TEST_REPOSITORY is the
// URL or the directory of a repository, RPMSOLVE_TEST_PACKAGES names packages of it, with commas (default:
// jq), and RPMSOLVE_TEST_BASE is what is installed already, if they are for no image that rpmsolve knows.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { found, made, project, serverless } = require('./framework')
const { isLink, read } = require('./zip')

const repository = process.env.RPMSOLVE_TEST_REPOSITORY
const base = process.env.RPMSOLVE_TEST_BASE
const packages = (process.env.RPMSOLVE_TEST_PACKAGES ?? 'jq').split(',')
const library = found('rpmsolve')

const skip =
  (!repository && 'RPMSOLVE_TEST_REPOSITORY does not say where a repository is') ||
  (library === undefined && 'the package rpmsolve is not installed: npm install') ||
  (found('serverless') === undefined && 'the package serverless is not installed: npm install')

const ok = (run) => {
  assert.equal(run.status, 0, run.output)
  return run.output
}

test('the example, with packages of a real repository', { skip }, (context) => {
  const place = /:\/\//.test(repository) ? repository : path.resolve(repository)
  const installed = base ? `\n    base: [${JSON.stringify(path.resolve(base))}]` : ''
  const replace = {
    // What is tested is built a moment ago, and nobody has signed it.
    'repositories: [al2023]': `repositories: ["test=${place}"]\n    noVerify: true${installed}`,
    'rpm: [jq]': `rpm: ${JSON.stringify(packages)}`,
  }
  const directory = project(context, { library, replace })
  assert.match(ok(serverless(directory, 'rpm', 'lock')), /rpmsolve\.lock: locked/)
  assert.match(ok(serverless(directory, 'rpm', 'lock', '--check')), /rpmsolve\.lock: unchanged/)
  assert.match(ok(serverless(directory, 'rpm', 'why', '--package', packages[0])), /\(asked for\)/)

  assert.match(ok(serverless(directory, 'package')), /Layer "tools" is built/)
  const { resources, zip, archives } = made(directory)
  const { Properties: layer } = resources.ToolsLambdaLayer
  assert.deepEqual(layer.CompatibleRuntimes, ['nodejs20.x'])
  assert.deepEqual(layer.CompatibleArchitectures, ['x86_64'])
  assert.ok(layer.LicenseInfo.length > 0 && layer.LicenseInfo.length <= 512, layer.LicenseInfo)
  assert.match(layer.Content.S3Key, /\/tools\.zip$/)
  assert.deepEqual(resources.HelloLambdaFunction.Properties.Layers, [{ Ref: 'ToolsLambdaLayer' }])
  assert.equal(archives.length, 1)
  assert.ok(zip.equals(fs.readFileSync(archives[0])), 'the artifact is the archive that rpmsolve has made')

  const entries = read(zip)
  const names = new Set(entries.map(({ name }) => name))
  assert.ok(names.has('share/rpmsolve/manifest.json') && names.has('share/rpmsolve/sbom.spdx.json'))
  // A link has its target for its content: short, and no copy of the file that it leads to.
  const links = entries.filter(isLink)
  for (const { name, size } of links) assert.ok(size > 0 && size < 1024, `${name} is a link of ${size} bytes`)
  const versioned = [...names].some((name) => /^lib\/.*\.so\.\d/.test(name))
  assert.ok(links.length > 0 || !versioned, 'the links of libraries are links')

  const { mtimeMs } = fs.statSync(archives[0])
  assert.match(ok(serverless(directory, 'package')), /Layer "tools" is as it was built before/)
  const again = made(directory)
  assert.deepEqual(again.archives, archives)
  assert.equal(fs.statSync(archives[0]).mtimeMs, mtimeMs)
  assert.ok(again.zip.equals(zip))
  ok(serverless(directory, 'rpm', 'audit', '--fail-on', 'never'))
  ok(serverless(directory, 'rpm', 'plan'))
})
