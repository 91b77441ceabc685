// What the types refuse. A line without a mistake is a mistake here: then `@ts-expect-error` has nothing to
// expect.

import type { ErrorCode, KeptPool, Transaction } from 'rpmsolve'
import {
  ERRORS,
  Evr,
  Pool,
  RpmsolveError,
  audit,
  check,
  checkSync,
  layer,
  lockShow,
  plan,
  resolve,
  resolveSync,
} from 'rpmsolve'

declare const transaction: Transaction
declare const pool: Pool
declare const evr: Evr

// Options that there are not, that are missing, or that are something else.
// @ts-expect-error
void resolve()
// @ts-expect-error
void resolve({ repositories: ['al2023'] })
// @ts-expect-error
void resolve({ specs: 'git' })
// @ts-expect-error
void resolve({ specs: ['git'], wek: false })
// @ts-expect-error
void resolve({ specs: ['git'], repo_files: [] })
// @ts-expect-error
void resolve({ specs: ['git'], objective: 'least' })
// @ts-expect-error
void resolve({ specs: ['git'], repositories: [{ id: 'one' }] })
// @ts-expect-error
void resolve({ specs: ['git'], priorities: { one: '7' } })
// @ts-expect-error
void check({ specs: ['git'] })
// @ts-expect-error
void layer({ specs: ['git'] })
// @ts-expect-error
void layer({ specs: ['git'], output: 'git.zip', keep: ['everything'] })
// @ts-expect-error
void audit({ layers: ['git.zip'], failOn: 'always' })
// @ts-expect-error
void plan({ functions: { one: { bytes: 1 } } })
// @ts-expect-error
void lockShow({ lock: 3 })

// What goes on beside a call.
// @ts-expect-error
void resolve({ specs: ['git'] }, { signal: true })
// @ts-expect-error
void resolve({ specs: ['git'] }, { onProgress: (progress: string) => progress })
// @ts-expect-error
resolveSync({ specs: ['git'] }, { signal: new AbortController().signal })
// @ts-expect-error
checkSync({}, { onProgress: () => {} })

// Answers.
// @ts-expect-error
void transaction.problems
// @ts-expect-error
void (await resolve({ specs: ['git'] })).packages[0].nevra
// @ts-expect-error
void resolve({ specs: ['git'] }).packages
// @ts-expect-error
void resolveSync({ specs: ['git'] }).then

// Pools.
// @ts-expect-error
void new Pool({ repositories: [] })
// @ts-expect-error
void Pool.load({ specs: ['git'] })
// @ts-expect-error
void Pool.reopen('pool')
// @ts-expect-error
void Pool.reopen(pool.kept)
// @ts-expect-error
pool.size = 0
// @ts-expect-error
void pool.solve({ weak: false })
// @ts-expect-error
void pool.solve({ specs: ['git'], repositories: [] })
// @ts-expect-error
void pool.check({ repositories: [] })
// @ts-expect-error
void pool.at('git')

// Values and errors.
// @ts-expect-error
void new Evr(1)
// @ts-expect-error
evr.epoch = 1
// @ts-expect-error
void evr.compare(1)
// @ts-expect-error
void new RpmsolveError('no-such-code', 'message')
// @ts-expect-error
void ERRORS['no-such-code']
// @ts-expect-error
ERRORS.unsolvable = 'usage'
// @ts-expect-error
export const code: ErrorCode = 'no-such-code'
// @ts-expect-error
export const kept: KeptPool = { file: 'pool' }
