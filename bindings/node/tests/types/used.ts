// The package as those use it who write TypeScript. It is compiled, and never run.

import { setTimeout } from 'node:timers/promises'

import type {
  Asked,
  ErrorCode,
  ErrorKind,
  KeptPool,
  PackageInfo,
  Problem,
  Progress,
  Solution,
  Transaction,
} from 'rpmsolve'
import { Capability, ERRORS, Evr, Nevra, Pool, RpmsolveError, resolve, resolveSync, version } from 'rpmsolve'
import * as rpmsolve from 'rpmsolve'

/** The packages that a service needs, by the place that they come from. */
export async function needed(
  place: string,
  specs: string[],
  arch?: 'x86_64' | 'aarch64',
): Promise<Map<string, string[]>> {
  const transaction: Transaction = await resolve({
    repositories: [place, { place: 'al2023', id: 'amazon', priority: 90 }],
    specs,
    arch: arch ?? 'x86_64',
    priorities: { amazon: 80 },
    excludeFromWeak: ['vim-*'],
    releasever: null,
    objective: 'smallest',
    timeLimit: 2.5,
  })
  const places = new Map<string, string[]>()
  for (const { repo, nevra, size_download } of transaction.packages) {
    const size: number = size_download
    places.set(repo, [...(places.get(repo) ?? []), `${nevra} ${size}`])
  }
  return places
}

/** What is given up after a while, and says how far it is. */
export async function limited(specs: string[]): Promise<Solution | undefined> {
  const controller = new AbortController()
  void setTimeout(1000).then(() => controller.abort(new Error('too long')))
  const told: Progress[] = []
  const pool = await Pool.load(
    { repositories: ['al2023'], cache: '/var/cache/rpmsolve' },
    {
      signal: controller.signal,
      onProgress: (progress) => told.push(progress),
      onWarning: (message: string) => console.warn(message),
    },
  )
  for (const { stage, done, total, finished } of told) {
    const share: number | undefined = total === null ? undefined : done / total
    console.log(stage === 'fetch', share, finished)
  }
  const asked: Asked[] = ['git', specs, ['git', 'jq'] as const, { specs, weak: false, pin: ['openssl-3.0*'] }]
  const solutions = await Promise.all(asked.map((one) => pool.solve(one, { signal: undefined })))
  return solutions[0]
}

/** Reasons as lines. */
export function reasons(error: unknown): string[] {
  if (!(error instanceof RpmsolveError)) throw error
  const lines = (problem: Problem): string[] => [problem.message, ...problem.children.flatMap(lines)]
  const code: ErrorCode = error.code
  const kind: ErrorKind = ERRORS[code]
  switch (error.kind) {
    case 'no':
      return [...error.problems.flatMap(lines), ...error.hints]
    case 'usage':
    case 'input':
    case 'network':
    case 'cancelled':
      return [`${kind} ${code}: ${error.message}`]
  }
}

/** A pool in another thread. */
export async function elsewhere(kept: KeptPool | null): Promise<PackageInfo[]> {
  if (kept === null) return []
  const pool = await Pool.reopen(kept)
  const solution = pool.solveSync('git', { onWarning: console.warn })
  const chains: (string | null)[] = solution.why('openssl-libs', { chains: 3 }).chains.flatMap((chain) => {
    return chain.map((step) => step.for)
  })
  const broken = pool.checkSync({ newest: true, jobs: 2 }).broken.map(({ nevra }) => nevra)
  console.log(chains, broken, pool.size, pool.repositories, JSON.stringify(solution))
  return [
    ...pool,
    ...pool.matching('git'),
    ...pool.providers('/usr/bin/git'),
    pool.at(0),
    ...solution.packages,
  ]
}

/** Values. */
export function newest(texts: readonly string[]): Evr | undefined {
  const sorted = texts.map((text) => new Evr(text)).sort(Evr.compare)
  const nevra = new Nevra('git-2.39.5-1.x86_64')
  const capability = new Capability('perl(Carp) >= 1.2')
  const version: string | undefined = capability.evr?.version
  const release: string | undefined = nevra.evr.release
  const isOlder: boolean =
    nevra.compare('git-2.40-1.x86_64') < 0 && nevra.equals(nevra) && Nevra.compare(nevra, 'a') > 0
  console.log(version, release, isOlder, capability.comparison, `${nevra}`)
  return sorted.at(-1)
}

/** A layer, a project, and what is said of them. */
export async function layers(): Promise<string[]> {
  const layer = await rpmsolve.layer({
    repositories: ['al2023'],
    specs: ['git'],
    output: 'git.zip',
    keep: ['docs', 'static-libraries'],
    noRewrite: [],
  })
  const audit = rpmsolve.auditSync({ layers: [layer.output], failOn: 'error' })
  const errors = audit.findings.filter(
    ({ severity, kind }) => severity === 'error' && kind === 'missing-soname',
  )
  const lock = await rpmsolve.lockShow({ lock: 'rpmsolve.lock' })
  const locked = lock.arches.x86_64?.map(({ nevra, required_by }) => [nevra, ...required_by].join(' ')) ?? []
  const { runtimes } = await rpmsolve.runtimes()
  const plan = await rpmsolve.plan({
    functions: { one: { specs: ['git'] }, two: { specs: ['jq'], bytes: 1000 } },
  })
  const { status }: rpmsolve.Check = await rpmsolve.check()
  const names = [...runtimes.map(({ name }) => name), ...plan.layers.map(({ name }) => name), status]
  return [version, ...errors.map(({ detail }) => detail), ...locked, ...names]
}

export const sync: Transaction = resolveSync({ specs: ['git'], repositories: ['al2023'] })
