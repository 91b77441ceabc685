// What goes on beside a call: warnings, progress, and giving up.
'use strict'

const assert = require('node:assert/strict')
const path = require('node:path')
const { describe, it } = require('node:test')

const rpmsolve = require('./package')
const { DEMONSTRATION, corpus, node, primary, temporary, withoutCorpus, write } = require('./common')

const { Pool, check, resolve, resolveSync } = rpmsolve

const HELLO = { ...DEMONSTRATION, specs: ['hello'] }

/** A question that is warned of: the option is for a repository that there is not. */
const WARNED = { ...HELLO, setopt: { 'nobody.proxy': '' } }

/** What the process is warned of until whoever listens is told. */
async function emitted(work) {
  const warnings = []
  const listen = (warning) => warnings.push(warning)
  process.on('warning', listen)
  await work()
  await new Promise(setImmediate)
  process.off('warning', listen)
  return warnings
}

describe('warnings', () => {
  const { specs: _, ...loaded } = WARNED
  const calls = {
    'a verb': (options) => resolve(WARNED, options),
    'a verb on this thread': (options) => resolveSync(WARNED, options),
    'a pool': (options) => Pool.load(loaded, options),
    'a pool on this thread': (options) => Pool.loadSync(loaded, options),
  }
  for (const [name, call] of Object.entries(calls)) {
    it(`of ${name} are told`, async () => {
      const told = []
      const warned = await emitted(() => call({ onWarning: (message) => told.push(message) }))
      assert.equal(told.length, 1)
      assert.match(told[0], /nobody/)
      assert.deepEqual(warned, [])
    })

    it(`of ${name} are the process's if nobody else is told`, async () => {
      const [warning, ...others] = await emitted(() => call())
      assert.equal(warning.name, 'RpmsolveWarning')
      assert.match(warning.message, /nobody/)
      assert.deepEqual(others, [])
    })
  }

  it('are told where the answer is no as well', async (context) => {
    const repository = write(
      path.join(temporary(context), 'primary.xml'),
      primary({ name: 'one', requires: ['(a b'] }),
    )
    const told = []
    const asked = { repositories: [repository], arch: 'x86_64', specs: ['other'] }
    await assert.rejects(resolve(asked, { onWarning: (message) => told.push(message) }), {
      code: 'unsolvable',
    })
    assert.match(told[0], /one-1-1\.noarch: dependency "\(a b" left out/)
  })

  it('that are too much for whoever is told are errors', async () => {
    const onWarning = (message) => {
      throw new TypeError(message)
    }
    await assert.rejects(resolve(WARNED, { onWarning }), TypeError)
    assert.throws(() => resolveSync(WARNED, { onWarning }), TypeError)
  })
})

describe('progress', () => {
  it('is told before the answer comes', async () => {
    const told = []
    await check(DEMONSTRATION, { onProgress: (progress) => told.push(progress) })
    const count = told.length
    const stages = new Set(told.map(({ stage }) => stage))
    assert.ok(stages.has('load') && stages.has('check'), [...stages].join())
    for (const progress of told) {
      assert.deepEqual(Object.keys(progress).sort(), ['done', 'finished', 'stage', 'total'])
    }
    const last = told.findLast(({ stage }) => stage === 'check')
    assert.deepEqual([last.finished, last.done], [true, last.total])
    await new Promise((resolved) => setImmediate(() => setImmediate(resolved)))
    assert.equal(told.length, count, 'nothing is told once there is an answer')
  })

  it('is told by pools', async () => {
    const told = []
    const onProgress = ({ stage }) => told.push(stage)
    const pool = await Pool.load(DEMONSTRATION, { onProgress })
    assert.ok(told.includes('load'))
    await pool.check({}, { onProgress })
    assert.ok(told.includes('check'))
    await pool.solve('hello', { onProgress })
    assert.ok(told.includes('solve'))
  })

  it('that is too much for whoever is told gives up what is done', async () => {
    const pool = Pool.loadSync(DEMONSTRATION)
    const reason = new RangeError('enough')
    let times = 0
    const onProgress = () => {
      times += 1
      throw reason
    }
    const isReason = (error) => error === reason
    await assert.rejects(check(DEMONSTRATION, { onProgress }), isReason)
    assert.equal(times, 1, 'who has thrown is told no more')
    await assert.rejects(pool.check({}, { onProgress }), isReason)
    await assert.rejects(pool.solve('hello', { onProgress }), isReason)
    await assert.rejects(resolve({ ...HELLO, specs: ['hello-broken'] }, { onProgress }), isReason)
  })
})

describe('giving up', () => {
  it('before anything is done', async () => {
    const reason = new Error('changed my mind')
    const signal = AbortSignal.abort(reason)
    const pool = Pool.loadSync(DEMONSTRATION)
    const told = []
    const options = { signal, onProgress: (progress) => told.push(progress) }
    for (const call of [
      () => resolve(HELLO, options),
      () => Pool.load(DEMONSTRATION, options),
      () => pool.solve('hello', options),
      () => pool.check({}, options),
    ]) {
      await assert.rejects(call(), (error) => error === reason)
    }
    assert.deepEqual(told, [])
    await assert.rejects(resolve(HELLO, { signal: AbortSignal.abort() }), { name: 'AbortError' })
  })

  it('too late changes nothing, and leaves nobody listening', async () => {
    const controller = new AbortController()
    const { signal } = controller
    let listening = 0
    const { addEventListener, removeEventListener } = signal
    signal.addEventListener = (...words) => ((listening += 1), addEventListener.apply(signal, words))
    signal.removeEventListener = (...words) => ((listening -= 1), removeEventListener.apply(signal, words))
    assert.equal((await resolve(HELLO, { signal })).status, 'solved')
    await assert.rejects(resolve({ ...HELLO, specs: ['hello-broken'] }, { signal }), { code: 'unsolvable' })
    assert.equal(listening, 0)
    controller.abort()
  })

  for (const [name, call] of [
    ['a verb', 'check({ repositories, arch }, options)'],
    ['a pool', 'Pool.loadSync({ repositories, arch }).check({}, options)'],
  ]) {
    it(`in the midst of ${name}`, { skip: withoutCorpus }, () => {
      const ran = node(['-e', abandoned(call), corpus('centos-7.5.1804-dvd')], { timeout: 600_000 })
      assert.equal(ran.status, 0, `${ran.signal} ${ran.err}`)
      const { done, total, isReason } = JSON.parse(ran.out)
      assert.ok(isReason)
      assert.ok(total > 3000 && done < total, `${done} of ${total} packages were checked`)
    })
  }

  it('in the midst of loading', { skip: withoutCorpus }, async () => {
    const controller = new AbortController()
    const options = { signal: controller.signal, onProgress: () => controller.abort() }
    const load = Pool.load({ repositories: [corpus('cs9-appstream-2025')], arch: 'x86_64' }, options)
    await assert.rejects(load, { name: 'AbortError' })
  })
})

/** A program that gives up a check once packages are counted, says how many were, and ends by itself. */
const abandoned = (call) => `
  const { Pool, check } = require(${JSON.stringify(require.resolve('./package'))})
  const repositories = [process.argv[1]]
  const arch = 'x86_64'
  const reason = new Error('enough')
  const controller = new AbortController()
  let last
  const onProgress = (progress) => {
    if (progress.stage !== 'check') return
    last = progress
    if (progress.done > 0) controller.abort(reason)
  }
  const options = { signal: controller.signal, onProgress }
  ${call}.then(() => process.exit(9), (error) => {
    console.log(JSON.stringify({ ...last, isReason: error === reason }))
  })
`
