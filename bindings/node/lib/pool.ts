// Pools: packages that are loaded once and asked often.

import type { RunOptions, SyncRunOptions } from './call'
import { encode, run, runSync } from './call'
import type { Check, CheckOptions, PackageInfo, PoolOptions, RequestOptions, Transaction, Why } from './documents'
import { native } from './load'
import type * as Native from './native'

/** What makes a pool again, in this process or another: plain data, which can be sent to workers. */
export type KeptPool = Native.KeptPool

/** What is asked: specs, or specs and how to choose. */
export type Asked = string | readonly string[] | RequestOptions

/**
 * The packages of repositories, and of what is installed. It never changes, and answers questions in several
 * threads at a time.
 */
export class Pool {
  readonly #native: Native.Pool

  private constructor(loaded: Native.Pool) {
    if (!(loaded instanceof native.Pool)) throw new TypeError('a pool is loaded: await Pool.load(options)')
    this.#native = loaded
  }

  /** Loads repositories. */
  static async load(options: PoolOptions, runOptions?: RunOptions): Promise<Pool> {
    return new Pool(await run((session) => native.Pool.load(encode(options), session), runOptions))
  }

  /** Loads repositories on this thread. */
  static loadSync(options: PoolOptions, runOptions?: SyncRunOptions): Pool {
    return new Pool(runSync((session) => native.Pool.loadSync(encode(options), session), runOptions))
  }

  /** Maps the file of a pool that was loaded with `cache`, maybe by another process; the network is left alone. */
  static async reopen(kept: KeptPool, runOptions?: RunOptions): Promise<Pool> {
    return new Pool(await run((session) => native.Pool.loadKept(kept, session), runOptions))
  }

  /** What makes it again; null unless it was loaded with `cache`. */
  get kept(): KeptPool | null {
    return this.#native.kept
  }

  /** The ids of the repositories, in order. */
  get repositories(): string[] {
    return this.#native.repositories
  }

  /** How many packages there are. */
  get size(): number {
    return this.#native.size
  }

  /** Asks what is needed to install something; rejected with the code `unsolvable` if it cannot be installed. */
  async solve(asked: Asked, runOptions?: RunOptions): Promise<Solution> {
    const request = encodeAsked(asked)
    return new Solution(this, await run((session) => this.#native.solve(request, session), runOptions))
  }

  /** The same on this thread: for most questions it is faster than a change of threads. */
  solveSync(asked: Asked, runOptions?: SyncRunOptions): Solution {
    const request = encodeAsked(asked)
    return new Solution(this, runSync((session) => this.#native.solveSync(request, session), runOptions))
  }

  /** Says which packages cannot be installed, and why. */
  async check(options: PoolCheckOptions = {}, runOptions?: RunOptions): Promise<Check> {
    return JSON.parse(await run((session) => this.#native.check(encode(options), session), runOptions))
  }

  /** The same on this thread. */
  checkSync(options: PoolCheckOptions = {}, runOptions?: SyncRunOptions): Check {
    return JSON.parse(runSync((session) => this.#native.checkSync(encode(options), session), runOptions))
  }

  /** The packages that a spec means: a name, glob, name.arch, NEVRA, capability or path. */
  matching(spec: string): PackageInfo[] {
    return runSync(() => this.#native.matching(spec)).map((number) => this.at(number))
  }

  /** The packages that provide a capability or contain a file. */
  providers(what: string): PackageInfo[] {
    return runSync(() => this.#native.providers(what)).map((number) => this.at(number))
  }

  /** The package of a number, which is below `size`. */
  at(number: number): PackageInfo {
    if (!isNatural(number) || number >= this.size) {
      throw new RangeError(`there is no package number ${number}; there are ${this.size}, counted from 0`)
    }
    return JSON.parse(this.#native.info(number))
  }

  /** All packages. */
  *[Symbol.iterator](): Generator<PackageInfo, void, undefined> {
    for (let number = 0; number < this.size; number += 1) yield this.at(number)
  }
}

/** Options of a check, without those that say where packages come from. */
export type PoolCheckOptions = Omit<CheckOptions, keyof PoolOptions>

/** What is needed to install something: the packages in their pool, and the answer as a document. */
export class Solution {
  readonly #pool: Pool
  readonly #native: Native.Solution
  #transaction: Transaction | undefined

  /** @internal */
  constructor(pool: Pool, solved: Native.Solution) {
    this.#pool = pool
    this.#native = solved
  }

  /** The answer as a document: what `rpmsolve resolve --json` prints. It is made when it is asked for. */
  get transaction(): Transaction {
    this.#transaction ??= JSON.parse(this.#native.document()) as Transaction
    return this.#transaction
  }

  /** Everything about the packages to install. */
  get packages(): PackageInfo[] {
    return this.#native.packages.map((number) => this.#pool.at(number))
  }

  /** Why something is among the packages: the shortest chains that lead to it. */
  why(what: string, { chains }: { chains?: number | undefined } = {}): Why {
    if (chains !== undefined && !isNatural(chains)) throw new RangeError(`${chains} is no number of chains`)
    return JSON.parse(runSync(() => this.#native.why(what, chains)))
  }

  toJSON(): Transaction {
    return this.transaction
  }
}

/** Whether the native part can count so far. */
function isNatural(number: number): boolean {
  return Number.isInteger(number) && number >= 0 && number < 2 ** 32
}

function encodeAsked(asked: Asked): string {
  if (typeof asked === 'string') return encode({ specs: [asked] })
  return encode('specs' in asked ? asked : { specs: asked })
}
