// Solve RPM dependencies as dnf does, and build AWS Lambda layers of stock RPMs: every verb of the command `rpmsolve` is a
// function, and pools answer many questions.

export type { RunOptions, SyncRunOptions } from './call'
export * from './documents'
export { RpmsolveError } from './error'
export type { Asked, KeptPool, PoolCheckOptions, Solution } from './pool'
export { Pool } from './pool'
export { Capability, Evr, Nevra } from './values'
export * from './verbs'

/** The version of the package. */
export const version: string = require('../package.json').version
