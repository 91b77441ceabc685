// What a worker does: it loads, or opens again, says how many packages there are, and answers what it is
// asked.
'use strict'

const { parentPort, workerData } = require('node:worker_threads')

const rpmsolve = require('./package')

async function work({ options, kept, specs, check }) {
  const pool = await (kept ? rpmsolve.Pool.reopen(kept) : rpmsolve.Pool.load(options))
  parentPort.postMessage({ size: pool.size })
  // Whoever has started this worker may end it now.
  if (check) await Promise.all([pool.check(), pool.check()])
  const answers = await Promise.all(specs.map((spec) => pool.solve(spec)))
  const again = specs.map((spec) => pool.solveSync(spec).transaction)
  const promised = answers.map(({ transaction }) => transaction)
  parentPort.postMessage({ answers: promised, again, kept: pool.kept })
}

work(workerData)
