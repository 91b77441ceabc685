// The README: its programs run, with the demonstration packages in the place of a distribution, and its
// tables are full.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { describe, it } = require('node:test')

const rpmsolve = require('./package')
const { DEMO, IMAGE, PACKAGE, PROJECT, command, node, temporary, write } = require('./common')

const README = fs.readFileSync(path.join(__dirname, '../README.md'), 'utf8')

/** The programs in a language, each with the number of its line. */
function blocks(language) {
  const found = README.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))
  return [...found].map(({ index, 1: text }) => ({ line: README.slice(0, index).split('\n').length, text }))
}

/** The same program about the demonstration packages, writing to a directory. */
function demonstrated(text, directory) {
  return text
    .replaceAll(
      "repositories: ['al2023']",
      `repositories: [${JSON.stringify(DEMO)}], base: [${JSON.stringify(IMAGE)}]`,
    )
    .replaceAll("'layer.zip'", JSON.stringify(path.join(directory, 'layer.zip')))
    .replaceAll("cache: 'cache'", `cache: ${JSON.stringify(path.join(directory, 'cache'))}`)
    .replaceAll("'jq", "'hello")
    .replaceAll("'oniguruma'", "'libgreet'")
    .replaceAll('/usr/bin/jq', '/usr/bin/hello')
}

/** What each program prints, in order; of some only a part. */
const PRINTED = [
  [
    /^hello-0:2\.0-1\.x86_64 requested\nhello-script-\S+ weak\nlibgreet-0:1\.1-1\.x86_64 dependency\n$/,
  ],
  [/^2 packages, \d+ bytes of 262144000\n/, /\nok\n$/],
  [
    /^\d+ \[ 'r0' \]\n3 \d+\nhello-0:2\.0-1\.x86_64 needs libgreet-0:1\.1-1\.x86_64\n/,
    /hello-rival-0:1\.0-1\.noarch/,
  ],
  [/^true\n$/],
  [/^nothing provides requested hello = 0\n/],
  [/^broken 1\n$/],
  [/^\[ '1\.9~rc1', '1\.9', '1\.10', '1:0\.1' \]\ntrue\n4\.amzn2023\nperl\(Carp\)\n$/],
]

describe('the programs of the README', () => {
  const programs = blocks('js')

  it('are all known', () => assert.equal(programs.length, PRINTED.length))

  for (const [number, { line, text }] of programs.entries()) {
    it(`run: that of line ${line}`, (context) => {
      const program = demonstrated(text, temporary(context))
      assert.ok(!/al2023'|jq'/.test(program), 'nothing is fetched')
      const ran = node(['--input-type=module', '-e', program], { cwd: PROJECT })
      assert.equal(ran.status, 0, ran.err)
      for (const expected of PRINTED[number]) assert.match(ran.out, expected)
    })
  }

  it('in TypeScript compile', (context) => {
    // The types of the package are found from its own directory, or from where it is installed.
    const directory = fs.mkdtempSync(path.join(PROJECT, 'readme-'))
    context.after(() => fs.rmSync(directory, { recursive: true }))
    const modules = path.join(__dirname, '../node_modules')
    for (const [number, { text }] of blocks('ts').entries())
      write(path.join(directory, `${number}.mts`), text)
    const compilerOptions = {
      module: 'node16',
      target: 'es2022',
      strict: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [`${modules}/@types`],
    }
    const project = write(path.join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    const ran = node([`${modules}/typescript/bin/tsc`, '--project', project])
    assert.equal(ran.status, 0, ran.out)
  })
})

describe('the tables of the README', () => {
  const rows = (heading) => {
    const section = README.split(/^## /m).find((text) => text.startsWith(heading))
    const lines = section.split('\n').filter((line) => line.startsWith('| `'))
    return lines.map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  }
  const names = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name)

  it('have every verb', () => {
    const verbs = Object.keys(rpmsolve).filter((name) => `${name}Sync` in rpmsolve)
    assert.deepEqual(
      rows('Verbs')
        .flatMap(([cell]) => names(cell))
        .sort(),
      verbs.sort(),
    )
  })

  it('have every kind of error, with codes that are of it', () => {
    const kinds = rows('Errors').map(([kind, , status, codes]) => {
      const [name] = names(kind)
      for (const code of names(codes)) assert.equal(rpmsolve.ERRORS[code], name, code)
      return [name, Number(status)]
    })
    assert.deepEqual(Object.fromEntries(kinds), { no: 1, usage: 2, input: 3, network: 4, cancelled: 130 })
    assert.deepEqual(new Set(kinds.map(([name]) => name)), new Set(Object.values(rpmsolve.ERRORS)))
  })

  it('have every platform', () => {
    const { optionalDependencies } = JSON.parse(fs.readFileSync(path.join(PACKAGE, 'package.json'), 'utf8'))
    assert.deepEqual(
      rows('Platforms')
        .flatMap(([cell]) => names(cell))
        .sort(),
      Object.keys(optionalDependencies),
    )
  })
})

it('the commands of the README are understood', (context) => {
  const directory = temporary(context)
  const lines = blocks('sh')
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => line.startsWith('npx rpmsolve '))
  assert.ok(lines.length >= 3)
  for (const line of lines) {
    const text = line
      .replaceAll('al2023', DEMO)
      .replaceAll(/\bjq\b/g, 'libgreet')
      .replace('npx rpmsolve ', '')
    const words = text.split(' ')
    const base = words.includes('resolve') ? ['--base', IMAGE] : []
    const ran = command([...words, ...base], { cwd: directory })
    assert.equal(ran.status, 0, `${line}: ${ran.err}`)
  }
})
