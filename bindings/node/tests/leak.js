// Solves in a loop, and says by how many bytes the process has grown since it was warm: for each kind of
// call, or, with `keep`, with all solutions kept.
'use strict'

const { setImmediate: others } = require('node:timers/promises')

const rpmsolve = require('./package')
const { DEMONSTRATION } = require('./common')

const WARM = 4_000
const SOLVES = 10_000

/** Solves often; what is not needed any more is collected when others have their turn. */
async function solve(times, once) {
  for (let time = 0; time < times; time += 1) {
    await once()
    if (time % 200 === 0) await others()
  }
  for (let time = 0; time < 3; time += 1) {
    globalThis.gc()
    await others()
  }
  return process.memoryUsage.rss()
}

async function grown(once) {
  const before = await solve(WARM, once)
  return (await solve(SOLVES, once)) - before
}

async function run() {
  const pool = await rpmsolve.Pool.load(DEMONSTRATION)
  const kept = []
  const keep = process.argv[2] === 'keep' ? (solution) => kept.push(solution) : () => {}
  const refused = () => pool.solve('hello-broken').catch((error) => error.problems.length)
  const said = {
    solveSync: await grown(() => keep(pool.solveSync('hello'))),
    solve: await grown(async () => keep(await pool.solve('hello'))),
  }
  if (process.argv[2] === 'all') {
    said.transaction = await grown(() => pool.solveSync('hello').transaction.packages.length)
    said.refused = await grown(refused)
    said.verb = await grown(() => rpmsolve.cachePathSync().path.length)
  }
  console.log(JSON.stringify(said))
}

run()
