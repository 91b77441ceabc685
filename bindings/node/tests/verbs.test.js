// Verbs: what they answer, what they refuse, and how options reach the library.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { describe, it } = require('node:test')

const rpmsolve = require('./package')
const { DEMONSTRATION, WORDS, command, temporary } = require('./common')
const { PLACE, QUESTIONS, prepare } = require('./questions')

const { resolve, resolveSync } = rpmsolve

/** The name of a verb's function. */
function functionName(verb) {
  if (verb === 'export') return 'exportLock'
  return verb.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())
}

describe('every verb', () => {
  it('has two functions, and there are no others', () => {
    const { verbs } = JSON.parse(command(['schema']).out)
    const names = verbs.map(({ name }) => functionName(name))
    assert.ok(names.length >= 30)
    const functions = names.flatMap((name) => [name, `${name}Sync`])
    const others = ['Capability', 'ERRORS', 'Evr', 'Nevra', 'Pool', 'RpmsolveError', 'version']
    assert.deepEqual(Object.keys(rpmsolve).sort(), [...functions, ...others].sort())
    for (const name of functions) assert.equal(typeof rpmsolve[name], 'function', name)
    assert.deepEqual(Object.keys(QUESTIONS).sort(), names.sort())
  })

  for (const [name, [options, status]] of Object.entries(QUESTIONS)) {
    it(`${name} answers, and ${name}Sync answers the same`, async (context) => {
      const ask = async (work) => {
        const directory = temporary(context)
        prepare(directory)
        const document = await work(options((file = '') => path.join(directory, file)))
        return JSON.parse(JSON.stringify(document).replaceAll(directory, 'DIRECTORY'))
      }
      const promised = await ask((asked) => {
        const promise = rpmsolve[name](asked)
        assert.ok(promise instanceof Promise)
        return promise
      })
      assert.equal(promised.schema, 1)
      assert.equal(promised.status, status)
      assert.deepEqual(await ask((asked) => rpmsolve[`${name}Sync`](asked)), promised)
    })
  }
})

describe('answers', () => {
  it('are what the command prints', async () => {
    const printed = command(['resolve', '--json', ...WORDS, 'hello'])
    assert.equal(printed.status, 0, printed.err)
    const answer = await resolve({ ...DEMONSTRATION, specs: ['hello'] })
    assert.deepEqual(answer, JSON.parse(printed.out))
    const nevras = answer.packages.map(({ nevra }) => nevra)
    assert.deepEqual(nevras, [
      'hello-0:2.0-1.x86_64',
      'hello-script-0:1.0-1.noarch',
      'libgreet-0:1.1-1.x86_64',
    ])
  })

  it('that are no are answers too', async () => {
    assert.equal((await rpmsolve.check(DEMONSTRATION)).status, 'broken')
    assert.equal((await rpmsolve.search({ ...PLACE, what: ['no-such-thing'] })).status, 'none')
  })

  it('may be files', async (context) => {
    const output = path.join(temporary(context), 'hello.zip')
    const layer = await rpmsolve.layer({ ...PLACE, specs: ['hello'], output })
    assert.equal(layer.output, output)
    assert.equal(layer.archive_bytes, fs.statSync(output).size)
    assert.deepEqual(fs.readFileSync(output).subarray(0, 2), Buffer.from('PK'))
  })
})

describe('refusals', () => {
  const isUnsolvable = (error) => {
    assert.ok(error instanceof rpmsolve.RpmsolveError && error instanceof Error)
    assert.deepEqual([error.name, error.code, error.kind], ['RpmsolveError', 'unsolvable', 'no'])
    assert.match(error.message, /nothing provides libgreet >= 9 needed by hello-broken-1\.0-1\.noarch/)
    const [problem] = error.problems
    assert.equal(problem.rule, 'none-installable')
    assert.ok(problem.children.some(({ capability }) => capability === 'libgreet >= 9'))
    assert.match(error.hints[0], /libgreet-1\.1-1/)
    assert.equal(error.document.status, 'unsolvable')
    assert.match(error.stack, /^RpmsolveError: /)
    return true
  }

  it('say why, and what helps', async () => {
    const asked = { ...DEMONSTRATION, specs: ['hello-broken'] }
    await assert.rejects(resolve(asked), isUnsolvable)
    assert.throws(() => resolveSync(asked), isUnsolvable)
  })

  it('of other things have neither problems nor hints', () => {
    assert.throws(
      () => resolveSync({ ...DEMONSTRATION, specs: ['hello'], objective: 'least' }),
      (error) => {
        assert.deepEqual([error.code, error.kind, error.problems, error.hints], ['usage', 'usage', [], []])
        assert.match(error.message, /expected `default` or `smallest`/)
        return true
      },
    )
  })

  it('are rejections even where nothing is asked at all', async () => {
    for (const asked of [undefined, null, 3, {}]) {
      const promise = resolve(asked)
      assert.ok(promise instanceof Promise)
      await assert.rejects(promise)
    }
  })
})

describe('options', () => {
  const nevras = (options) => resolveSync({ ...DEMONSTRATION, ...options }).packages.map(({ nevra }) => nevra)

  it('have names as JavaScript has them', () => {
    assert.deepEqual(nevras({ specs: ['hello'], excludeFromWeak: ['hello-script'] }), [
      'hello-0:2.0-1.x86_64',
      'libgreet-0:1.1-1.x86_64',
    ])
    const within = { ...DEMONSTRATION, specs: ['hello-broken', 'libgreet'] }
    assert.throws(() => resolveSync(within), { code: 'unsolvable' })
    assert.deepEqual(nevras({ specs: within.specs, skipBroken: true }), ['libgreet-0:1.1-1.x86_64'])
  })

  it('that are undefined or null are absent', () => {
    const usual = nevras({ specs: ['hello'] })
    assert.deepEqual(
      nevras({ specs: ['hello'], weak: undefined, releasever: null, repoFiles: undefined }),
      usual,
    )
    assert.deepEqual(nevras({ specs: ['hello'], best: null, exclude: null }), usual)
    assert.notDeepEqual(nevras({ specs: ['hello'], weak: false }), usual)
  })

  it('with names of their own inside keep them', () => {
    assert.throws(() => resolveSync({ ...DEMONSTRATION, specs: ['hello'], priorities: { noSuchOne: 1 } }), {
      code: 'unknown-repository',
      message: /"noSuchOne"/,
    })
  })

  it('that are places are text or described', () => {
    const [place] = DEMONSTRATION.repositories
    const described = resolveSync({
      ...DEMONSTRATION,
      specs: ['hello'],
      repositories: [{ place, id: 'demo', priority: 7 }],
    })
    assert.deepEqual(new Set(described.packages.map(({ repo }) => repo)), new Set(['demo']))
  })

  it('that are unknown are refused, with advice', async () => {
    const near = { code: 'usage', kind: 'usage', message: 'there is no option "wek"; did you mean "weak"?' }
    await assert.rejects(resolve({ ...DEMONSTRATION, specs: ['hello'], wek: false }), near)
    const cased = { code: 'usage', message: 'there is no option "repoFile"; did you mean "repoFiles"?' }
    assert.throws(() => resolveSync({ ...DEMONSTRATION, specs: ['hello'], repoFile: [] }), cased)
    const far = {
      code: 'usage',
      message: /^there is no option "zzzzzzzz"; there are .*, excludeFromWeak, favor, /,
    }
    assert.throws(() => resolveSync({ ...DEMONSTRATION, specs: ['hello'], zzzzzzzz: 1 }), far)
  })

  it('are left as they were', () => {
    const asked = Object.freeze({ ...DEMONSTRATION, specs: Object.freeze(['hello']), weak: undefined })
    resolveSync(asked)
    assert.deepEqual(Object.keys(asked), [...Object.keys(DEMONSTRATION), 'specs', 'weak'])
  })
})

it('the version is that of the package and of the command', () => {
  assert.equal(command(['--version']).out.trim(), `rpmsolve ${rpmsolve.version}`)
})
