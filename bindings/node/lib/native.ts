// Made by `cargo xtask faces`.

/** The parts of a capability. */
export interface CapabilityParts {
  /** The name. */
  name: string
  /** The comparison, if it has one. */
  comparison?: string
  /** The version that is compared with. */
  evr?: EvrParts
  /** All of it as text. */
  text: string
}

/** The parts of a version. */
export interface EvrParts {
  /** 0 if nothing is said. */
  epoch: number
  /** The version. */
  version: string
  /** The release, if one is said. */
  release?: string
  /** All of it as text. */
  text: string
}

/** What makes a pool again: what it was made of, as JSON, and the file that it is kept in. */
export interface KeptPool {
  /** Options, as JSON. */
  options: string
  /** The file. */
  file: string
}

/** The parts of a package's full name. */
export interface NevraParts {
  /** The name. */
  name: string
  /** Epoch, version and release. */
  evr: EvrParts
  /** The architecture. */
  arch: string
  /** All of it as text. */
  text: string
}

/** The packages of repositories, and of what is installed. */
export declare class Pool {
  /** Loads what options say, as JSON. */
  static load(options: string, session: Session): Promise<Pool>
  /** The same on this thread. */
  static loadSync(options: string, session: Session): Pool
  /** Loads what was kept in a file, maybe by another process. */
  static loadKept(kept: KeptPool, session: Session): Promise<Pool>
  /** What makes it again; nothing if it is kept nowhere. */
  get kept(): KeptPool | null
  /** The ids of the repositories, in order. */
  get repositories(): Array<string>
  /** How many packages there are. */
  get size(): number
  /** Everything about a package, as JSON. */
  info(number: number): string
  /** The packages that provide a capability or contain a file. */
  providers(what: string): Array<number>
  /** The packages that a spec means. */
  matching(spec: string): Array<number>
  /** Asks what is needed to install something; the request is JSON. */
  solve(request: string, session: Session): Promise<Solution>
  /** The same on this thread. */
  solveSync(request: string, session: Session): Solution
  /** Says which packages cannot be installed; options and document are JSON. */
  check(options: string, session: Session): Promise<string>
  /** The same on this thread. */
  checkSync(options: string, session: Session): string
}

/** A call, or several: who is told how far it is, what it warned of, and how it is given up. */
export declare class Session {
  /** A session that a callback is told the progress of. */
  constructor(progress?: (stage: string, done: number, total: number | null, finished: boolean) => void)
  /** Gives up what is done. */
  cancel(): void
  /** What was warned of since this was last asked. */
  takeWarnings(): Array<string>
}

/** What is needed to install something. */
export declare class Solution {
  /** The packages to install. */
  get packages(): Array<number>
  /** The document, as JSON. */
  document(): string
  /** Why something is among what is needed, as JSON. */
  why(what: string, chains?: number | undefined | null): string
}

/** Does what a verb says on another thread; options and document are JSON. */
export declare function call(verb: string, options: string, session: Session): Promise<string>

/** Does what a verb says on this thread; options and document are JSON. */
export declare function callSync(verb: string, options: string, session: Session): string

/** The same for capabilities: by name, then comparison, then version. */
export declare function compareCapability(first: string, second: string): number

/** -1 if the first is the older, 1 if the second is, 0 if rpm takes them for the same. */
export declare function compareEvr(first: string, second: string): number

/** The same for full names: by name, then version, then architecture. */
export declare function compareNevra(first: string, second: string): number

/** Runs the command with words, the first of which is its name, and returns the status to exit with. */
export declare function main(words: Array<string>): number

/** Reads a capability. */
export declare function parseCapability(text: string): CapabilityParts

/** Reads epoch, version and release. */
export declare function parseEvr(text: string): EvrParts

/** Reads name, epoch, version, release and architecture. */
export declare function parseNevra(text: string): NevraParts
