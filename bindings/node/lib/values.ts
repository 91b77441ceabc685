// Values: versions, names of packages, capabilities. They do not change, and compare as rpm compares them.

import { raised } from './error'
import { native } from './load'
import type { EvrParts } from './native'

/** What is read from text and written as it. */
abstract class Value {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  abstract compare(other: this | string): number

  /** Whether rpm takes them for the same. */
  equals(other: this | string): boolean {
    return this.compare(other) === 0
  }

  toString(): string {
    return this.#text
  }

  toJSON(): string {
    return this.#text
  }
}

/** Epoch, version and release. */
export class Evr extends Value {
  /** 0 if nothing is said. */
  readonly epoch: number
  readonly version: string
  /** Undefined if none is said: such a version is that of any release. */
  readonly release: string | undefined

  /** Reads `[EPOCH:]VERSION[-RELEASE]`. */
  constructor(text: string | EvrParts) {
    const parts = typeof text === 'object' ? text : read(() => native.parseEvr(text))
    super(parts.text)
    this.epoch = parts.epoch
    this.version = parts.version
    this.release = parts.release
    Object.freeze(this)
  }

  /** For `sort`: negative if the first is older, positive if the second is, 0 if rpm takes them for the same. */
  static compare(first: Evr | string, second: Evr | string): number {
    return read(() => native.compareEvr(String(first), String(second)))
  }

  override compare(other: Evr | string): number {
    return Evr.compare(this, other)
  }
}

/** Name, epoch, version, release and architecture of a package. */
export class Nevra extends Value {
  readonly name: string
  readonly evr: Evr
  readonly arch: string

  /** Reads `NAME-[EPOCH:]VERSION-RELEASE.ARCH`. */
  constructor(text: string) {
    const parts = read(() => native.parseNevra(text))
    super(parts.text)
    this.name = parts.name
    this.evr = new Evr(parts.evr)
    this.arch = parts.arch
    Object.freeze(this)
  }

  /** For `sort`: by name, then version, then architecture. */
  static compare(first: Nevra | string, second: Nevra | string): number {
    return read(() => native.compareNevra(String(first), String(second)))
  }

  override compare(other: Nevra | string): number {
    return Nevra.compare(this, other)
  }
}

/** What a package can provide or require: a name, and maybe a version. */
export class Capability extends Value {
  /** A path if it begins with `/`. */
  readonly name: string
  /** `=`, `<`, `<=`, `>` or `>=`; undefined if any version will do. */
  readonly comparison: string | undefined
  /** The version that it is compared with. */
  readonly evr: Evr | undefined

  /** Reads `NAME [COMPARISON EVR]`. */
  constructor(text: string) {
    const parts = read(() => native.parseCapability(text))
    super(parts.text)
    this.name = parts.name
    this.comparison = parts.comparison
    this.evr = parts.evr && new Evr(parts.evr)
    Object.freeze(this)
  }

  /** For `sort`: by name, then comparison, then version. */
  static compare(first: Capability | string, second: Capability | string): number {
    return read(() => native.compareCapability(String(first), String(second)))
  }

  override compare(other: Capability | string): number {
    return Capability.compare(this, other)
  }
}

function read<Value>(work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    throw raised(error)
  }
}
