// What ours takes from Node; `cargo xtask bench` runs it beside `measure`, which does the same in Rust.
//
//     measure.js ask NAMES PLACE...   every name of a file, asked of a pool that is loaded, one after the other
//
// One process, one measurement, one line of JSON: microseconds. Loading is not timed.
'use strict'

const fs = require('node:fs')

const rpmsolve = require(process.env.RPMSOLVE_NODE)

const micros = (start) => Number(process.hrtime.bigint() - start) / 1000

const mean = (times) => (times.length > 0 ? times.reduce((sum, time) => sum + time, 0) / times.length : null)

function ask(file, ...repositories) {
  const pool = rpmsolve.Pool.loadSync({ repositories, arch: 'x86_64' })
  const answers = []
  const refusals = []
  for (const name of fs.readFileSync(file, 'utf8').trim().split('\n')) {
    const request = { specs: [name], weak: false }
    const start = process.hrtime.bigint()
    try {
      pool.solveSync(request)
      answers.push(micros(start))
    } catch (error) {
      if (error.code !== 'unsolvable') throw error
      refusals.push(micros(start))
    }
  }
  return {
    mean_us: mean([...answers, ...refusals]),
    answer_us: mean(answers),
    refusal_us: mean(refusals),
    answers: answers.length,
    refusals: refusals.length,
  }
}

const [verb, ...rest] = process.argv.slice(2)
console.log(JSON.stringify({ ask }[verb](...rest)))
