// Asks what a file of requests says, and prints what is answered, a line of JSON each.
'use strict'

const fs = require('node:fs')

const rpmsolve = require('./package.js')

const camelCased = (name) => name.replace(/[_-]([a-z])/g, (_, letter) => letter.toUpperCase())

async function answered(verb, options) {
  const said = Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCased(name), value]))
  const name = verb === 'export' ? 'exportLock' : camelCased(verb)
  try {
    return await rpmsolve[name](said)
  } catch (error) {
    if (!(error instanceof rpmsolve.RpmsolveError)) throw error
    return error.document
  }
}

async function main() {
  for (const { verb, options } of JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))) {
    console.log(JSON.stringify(await answered(verb, options)))
  }
}

main()
