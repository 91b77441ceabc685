// Memory: what solves leave behind. A document that was left by each would be some twenty megabytes.
'use strict'

const assert = require('node:assert/strict')
const { describe, it } = require('node:test')

const { node } = require('./common')

const LIMIT = 5 * 1024 * 1024

/** By how many bytes the process has grown, for each kind of call. */
function grown(word) {
  const ran = node(['--expose-gc', require.resolve('./leak'), word], { timeout: 600_000 })
  assert.equal(ran.status, 0, ran.err)
  return Object.entries(JSON.parse(ran.out))
}

describe('memory', () => {
  it('is given back after ten thousand calls of each kind', () => {
    for (const [call, bytes] of grown('all')) assert.ok(bytes < LIMIT, `${call} has left ${bytes} bytes`)
  })

  it('is seen to be kept where solutions are', () => {
    for (const [call, bytes] of grown('keep'))
      assert.ok(bytes > LIMIT, `${call} has left ${bytes} bytes only`)
  })
})
