// Errors: each code has its kind, and what causes it is refused with it.
'use strict'

const assert = require('node:assert/strict')
const { describe, it } = require('node:test')

const rpmsolve = require('./package')
const { CAUSES } = require('./causes')
const { WORDS, command, temporary } = require('./common')

const { ERRORS, RpmsolveError } = rpmsolve

const KINDS = ['cancelled', 'input', 'network', 'no', 'usage']

describe('the table of codes', () => {
  it('is that of the library', () => {
    const { errors } = JSON.parse(command(['schema']).out)
    assert.ok(errors.length > 100)
    assert.deepEqual(ERRORS, Object.fromEntries(errors.map(({ code, kind }) => [code, kind])))
    assert.deepEqual([...new Set(Object.values(ERRORS))].sort(), KINDS)
  })

  for (const [code, kind] of Object.entries(ERRORS)) {
    it(`has ${code}`, () => {
      const document = { schema: 1, status: 'error', code }
      const error = new RpmsolveError(code, 'what happened', document)
      assert.ok(error instanceof Error && error instanceof RpmsolveError)
      assert.deepEqual([error.code, error.kind, error.name], [code, kind, 'RpmsolveError'])
      assert.deepEqual([error.message, String(error)], ['what happened', 'RpmsolveError: what happened'])
      assert.equal(error.document, document)
      assert.deepEqual([error.problems, error.hints], [[], []])
    })
  }

  it('is not needed for problems and hints', () => {
    const error = new RpmsolveError('unsolvable', 'no', { problems: [{ rule: 'conflict' }], hints: ['do'] })
    assert.deepEqual([error.problems, error.hints], [[{ rule: 'conflict' }], ['do']])
  })
})

describe('errors of the library', () => {
  it('are of more than 25 codes here', () => {
    assert.ok(new Set(CAUSES.map(([code]) => code)).size > 25)
  })

  for (const [code, cause] of CAUSES) {
    it(`are caused: ${code}`, (context) => {
      assert.throws(
        () => cause(temporary(context)),
        (error) => {
          assert.ok(error instanceof RpmsolveError, `${error.name}: ${error.message}`)
          assert.equal(error.code, code, error.message)
          assert.equal(error.kind, ERRORS[code])
          assert.ok(error.message.length > 0 && !error.message.startsWith('{'))
          const { schema, status } = error.document
          assert.equal(schema, 1)
          assert.equal(status, ['stale', 'unsolvable'].includes(code) ? code : 'error')
          if (status === 'error') assert.equal(error.document.code, code)
          return true
        },
      )
    })
  }

  it('are those of the command', () => {
    for (const spec of ['hello-broken', '@nothing', 'hello >=']) {
      const printed = command(['resolve', '--json', ...WORDS, spec])
      const { repositories, base, arch } = require('./common').DEMONSTRATION
      assert.throws(
        () => rpmsolve.resolveSync({ repositories, base, arch, specs: [spec] }),
        (error) => {
          assert.deepEqual(error.document, JSON.parse(printed.out))
          return true
        },
      )
    }
  })
})
