// Runs a program of the layer: /opt/bin, where it is, is on Lambda's PATH.
'use strict'

const { execFileSync } = require('node:child_process')

exports.main = async (event) => {
  const input = JSON.stringify(event)
  const answer = execFileSync('jq', ['--compact-output', event.filter ?? '.'], { input })
  return JSON.parse(answer)
}
