// A function that runs a program of the layer. Lambda has /opt/bin in PATH, where the layer's programs are.

import { execFileSync } from 'node:child_process'

export const handler = async ({ filter = '.', ...input }) => {
  return JSON.parse(execFileSync('jq', [filter], { input: JSON.stringify(input), encoding: 'utf8' }))
}
