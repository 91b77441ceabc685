// Worker threads: each has the package for itself, several work at a time, and any may be ended at any time.
'use strict'

const assert = require('node:assert/strict')
const { once } = require('node:events')
const { describe, it } = require('node:test')
const { Worker } = require('node:worker_threads')

const rpmsolve = require('./package')
const { DEMONSTRATION, corpus, node, temporary, withoutCorpus } = require('./common')

const SPECS = ['hello', 'libgreet', 'hello-script']
const PROGRAM = require.resolve('./worker')

/** Starts a worker: what it says, once it is over, and the status that it ends with. */
async function work(workerData) {
  const worker = new Worker(PROGRAM, { workerData: { specs: SPECS, ...workerData } })
  const said = {}
  worker.on('message', (message) => Object.assign(said, message))
  const [status] = await once(worker, 'exit')
  return { ...said, status }
}

const expected = () => {
  const pool = rpmsolve.Pool.loadSync(DEMONSTRATION)
  return SPECS.map((spec) => pool.solveSync(spec).transaction)
}

describe('workers', () => {
  it('load and answer, several at a time', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => work({ options: DEMONSTRATION })))
    for (const { answers, again, status } of all) {
      assert.equal(status, 0)
      assert.deepEqual(answers, expected())
      assert.deepEqual(again, answers)
    }
  })

  it('open again what is kept', async (context) => {
    const { kept } = await rpmsolve.Pool.load({ ...DEMONSTRATION, cache: temporary(context) })
    const all = await Promise.all([work({ kept }), work({ kept })])
    for (const said of all) {
      assert.deepEqual(said.kept, kept)
      assert.deepEqual(said.answers, expected())
    }
  })

  it('have errors with their codes', async () => {
    const program = `
      const { parentPort } = require('node:worker_threads')
      const rpmsolve = require(${JSON.stringify(require.resolve('./package'))})
      rpmsolve.resolve(${JSON.stringify({ ...DEMONSTRATION, specs: ['hello-broken'] })}).catch((error) => {
        parentPort.postMessage([error instanceof rpmsolve.RpmsolveError, error.code])
      })`
    const [said] = await once(new Worker(program, { eval: true }), 'message')
    assert.deepEqual(said, [true, 'unsolvable'])
  })

  it('are ended in the midst of small questions, again and again', () => {
    const ran = node(['-e', ended({ options: DEMONSTRATION, specs: SPECS, check: true }, 40)], {
      timeout: 600_000,
    })
    assert.deepEqual([ran.status, ran.signal, ran.out], [0, null, 'went on\n'], ran.err)
  })

  it('are ended in the midst of a long one', { skip: withoutCorpus }, () => {
    const options = { repositories: [corpus('centos-7.5.1804-dvd')], arch: 'x86_64' }
    const ran = node(['-e', ended({ options, specs: [], check: true }, 2)], { timeout: 600_000 })
    assert.deepEqual([ran.status, ran.signal, ran.out], [0, null, 'went on\n'], ran.err)
  })
})

/** A program that ends workers, some before they have loaded and some after, asks for itself, and ends. */
const ended = (workerData, times) => `
  const { Worker } = require('node:worker_threads')
  const { once } = require('node:events')
  const rpmsolve = require(${JSON.stringify(require.resolve('./package'))})
  async function run() {
    for (let time = 0; time < ${times}; time += 1) {
      const workerData = ${JSON.stringify(workerData)}
      const start = () => new Worker(${JSON.stringify(PROGRAM)}, { workerData })
      const workers = [start(), start()]
      await once(workers[time % 2], time % 3 === 0 ? 'online' : 'message')
      await Promise.all(workers.map((worker) => worker.terminate()))
    }
    const solution = await rpmsolve.resolve(${JSON.stringify({ ...DEMONSTRATION, specs: ['hello'] })})
    console.log(solution.status === 'solved' && 'went on')
  }
  run()
`
