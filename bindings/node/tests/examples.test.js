// The examples, with the demonstration packages: what they print, and that all of them take the layer that is
// built.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { after, before, describe, it } = require('node:test')
const { pathToFileURL } = require('node:url')
const { parse } = require('yaml')

const rpmsolve = require('./package')
const { DEMO, IMAGE, PROJECT, ROOT, node, temporary, write } = require('./common')

/** A copy of the examples, where the package under test is found by its name. */
let examples
before(() => {
  examples = fs.mkdtempSync(path.join(PROJECT, 'examples-'))
  fs.cpSync(path.join(__dirname, '../examples'), examples, { recursive: true })
})
after(() => fs.rmSync(examples, { recursive: true }))

const read = (file) => fs.readFileSync(path.join(examples, file), 'utf8')

describe('the example why-in-layer', () => {
  const why = (...words) => node([path.join(examples, 'why-in-layer.mjs'), ...words])

  const says = (ran, expected) => {
    assert.equal(ran.status, 0, ran.err)
    const lines = ran.out
      .trimEnd()
      .split('\n')
      .map((line) => line.trim())
    assert.deepEqual(lines, expected)
  }

  const refuses = (ran, status, message) => {
    assert.deepEqual([ran.status, ran.out], [status, ''])
    assert.match(ran.err, message)
  }

  const build = (output, specs = ['hello']) => {
    return rpmsolve.layerSync({ repositories: [DEMO], arch: 'x86_64', specs, output }).packages
  }

  it('knows layers', (context) => {
    const layer = path.join(temporary(context), 'layer.zip')
    const [hello, library] = build(layer).map(({ bytes }) => bytes)
    const reasons = [
      `libgreet-0:1.1-1.x86_64 is in layer.zip: ${library} bytes`,
      'hello-0:2.0-1.x86_64 (asked for) → libgreet-0:1.1-1.x86_64',
      `not to ask for hello-0:2.0-1.x86_64 would save ${hello + library} bytes: hello, libgreet`,
      'bin/hello loads libgreet.so.1',
    ]
    says(why('libgreet', layer), reasons)
    says(why('libgreet-0:1.1-1.x86_64', layer), reasons)
    for (const file of ['lib/libgreet.so.1', '/opt/lib/libgreet.so.1', '/usr/lib64/libgreet.so.1']) {
      const within = file.replace(/^\/(opt|usr)\//, '')
      says(why(file, layer), [`${within} is of libgreet-0:1.1-1.x86_64`, ...reasons])
    }
    refuses(why('greet', layer), 1, /^greet is not in layer\.zip; did you mean libgreet\?$/m)
    refuses(why('bash', layer), 1, /^bash is not in layer\.zip; there are hello, libgreet$/m)
  })

  it('knows layers that are directories, and what others need as well', (context) => {
    const layer = path.join(temporary(context), 'layer')
    const sizes = new Map(build(`${layer}/`, ['hello', 'libgreet']).map(({ nevra, bytes }) => [nevra, bytes]))
    says(why('libgreet', layer), [
      `libgreet-0:1.1-1.x86_64 is in layer: ${sizes.get('libgreet-0:1.1-1.x86_64')} bytes`,
      'libgreet-0:1.1-1.x86_64 (asked for)',
      'hello-0:2.0-1.x86_64 (asked for) → libgreet-0:1.1-1.x86_64',
      'not to ask for libgreet-0:1.1-1.x86_64 would save nothing: others need it',
      `not to ask for hello-0:2.0-1.x86_64 would save ${sizes.get('hello-0:2.0-1.x86_64')} bytes: hello`,
      'bin/hello loads libgreet.so.1',
    ])
  })

  it('knows locks', () => {
    const lock = path.join(ROOT, 'testdata/projects/demo/rpmsolve.lock')
    const { status, out } = why('libgreet', lock)
    assert.equal(status, 0)
    assert.match(
      out,
      /^libgreet-0:1\.1-1\.aarch64 is in library for aarch64, .*\n {2}libgreet\S+ \(asked for\)$/m,
    )
    assert.match(
      out,
      /^libgreet-\S+ is in greeting for x86_64.*\n {2}hello\S+ \(asked for\) → libgreet-0:1\.1-1\.x86_64$/m,
    )
    refuses(why('bash', lock), 1, /^bash is not in rpmsolve\.lock; there are hello, hello-script, libgreet$/m)
  })

  it('knows what is not built yet', () => {
    says(why('libgreet', '--repo', DEMO, 'hello'), [
      'libgreet-0:1.1-1.x86_64 is needed',
      'hello-0:2.0-1.x86_64, asked for as hello',
      'requires libgreet >= 1.1 → libgreet-0:1.1-1.x86_64',
    ])
    const [first] = why(
      '/usr/bin/hello',
      '--repo',
      DEMO,
      '--runtime',
      'nodejs22.x',
      'hello-script',
    ).out.split('\n')
    assert.equal(first, 'hello-0:2.0-1.x86_64 is needed')
    refuses(why('glibc', '--repo', DEMO, 'hello'), 1, /^glibc is not brought: provided\.al2023 has glibc-/)
    refuses(
      why('image', '--repo', DEMO, '--base', IMAGE, 'hello'),
      1,
      /^image is not brought: the image has image-/,
    )
    refuses(
      why('bash', '--repo', DEMO, '--base', IMAGE, 'hello'),
      1,
      /^bash is not in what hello needs; there are hello, /,
    )
    refuses(why('hello', '--repo', DEMO, 'hello-broken'), 1, /nothing provides libgreet >= 9/)
  })

  it('says what is wrong with what it is given', (context) => {
    const directory = temporary(context)
    refuses(why(), 2, /^usage: /)
    refuses(why('hello', '--nothing'), 2, /--nothing/)
    refuses(why('hello', path.join(directory, 'none.zip')), 3, /no such file/)
    refuses(why('hello', write(path.join(directory, 'other.zip'), 'no zip')), 3, /rpmsolve has not made it/)
    refuses(why('hello', write(path.join(directory, 'other.lock'), 'version = 9\n')), 3, /version 9/)
    refuses(why('hello', '--repo', DEMO, '@nothing'), 2, /there is no group "nothing"/)
  })
})

describe('the examples of deployment', () => {
  const ZIP = '../build/tools.zip'
  const FUNCTION = '../function'

  it('have the layer that the example builds', () => {
    const ran = node([path.join(examples, 'layer.mjs'), DEMO, 'hello'])
    assert.equal(ran.status, 0, ran.err)
    assert.match(ran.out, /tools\.zip: \d+ bytes unzipped\n$/)
    for (const directory of ['sam', 'cdk', 'terraform']) {
      const zip = fs.readFileSync(path.join(examples, directory, ZIP))
      assert.deepEqual(zip.subarray(0, 2), Buffer.from('PK'))
      assert.ok(fs.existsSync(path.join(examples, directory, FUNCTION, 'index.mjs')))
    }
    const output = path.join(examples, 'again.zip')
    rpmsolve.layerSync({
      repositories: [DEMO],
      arch: 'x86_64',
      runtime: 'nodejs22.x',
      specs: ['hello'],
      output,
    })
    assert.deepEqual(fs.readFileSync(output), fs.readFileSync(path.join(examples, 'build/tools.zip')))
  })

  it('for SAM names it', () => {
    const reference = { tag: '!Ref', resolve: (Ref) => ({ Ref }) }
    const { Resources, Transform } = parse(read('sam/template.yaml'), { customTags: [reference] })
    assert.equal(Transform, 'AWS::Serverless-2016-10-31')
    const { Tools, Query } = Resources
    assert.equal(Tools.Type, 'AWS::Serverless::LayerVersion')
    assert.equal(Tools.Properties.ContentUri, ZIP)
    assert.equal(path.normalize(Query.Properties.CodeUri), `${FUNCTION}/`)
    assert.deepEqual(Query.Properties.Layers, [{ Ref: 'Tools' }])
    assert.deepEqual(Tools.Properties.CompatibleRuntimes, [Query.Properties.Runtime])
    assert.deepEqual(Tools.Properties.CompatibleArchitectures, Query.Properties.Architectures)
    assert.deepEqual(Query.Properties.Architectures, ['x86_64'])
  })

  it('for the CDK names it', () => {
    const app = read('cdk/app.mjs')
    assert.ok(app.includes(`fromAsset(beside('${ZIP}'))`) && app.includes(`fromAsset(beside('${FUNCTION}'))`))
    assert.equal(JSON.parse(read('cdk/cdk.json')).app, 'node app.mjs')
    assert.equal(node(['--check', path.join(examples, 'cdk/app.mjs')]).status, 0)
  })

  it('for Terraform names it', () => {
    const main = read('terraform/main.tf')
    assert.ok(main.includes(`layer = "\${path.module}/${ZIP}"`))
    assert.ok(main.includes(`source_dir  = "\${path.module}/${FUNCTION}"`))
  })

  const noShell = process.platform === 'win32' && 'the stand-in is a shell script'

  it('run what the layer has', { skip: noShell }, async () => {
    const { handler } = await import(pathToFileURL(path.join(examples, 'function/index.mjs')))
    const { PATH } = process.env
    // A stand-in for the program of the layer, which says what it was given.
    const program = write(
      path.join(examples, 'bin/jq'),
      '#!/bin/sh\nprintf \'["%s",\' "$1"; cat; printf "]"\n',
    )
    fs.chmodSync(program, 0o755)
    process.env.PATH = `${path.dirname(program)}${path.delimiter}${PATH}`
    try {
      assert.deepEqual(await handler({ filter: '.a', a: 1 }), ['.a', { a: 1 }])
    } finally {
      process.env.PATH = PATH
    }
  })
})
