// Errors: one class, whose code says what it is about.

import type { ErrorCode, ErrorKind, Problem, Unsolvable } from './documents'
import { ERRORS } from './documents'

/**
 * Why there is no answer.
 *
 * What cannot be installed has the code `unsolvable`, `problems` and `hints`.
 */
export class RpmsolveError extends Error {
  override readonly name = 'RpmsolveError'
  /** The kind of error by a name that does not change between versions. */
  readonly code: ErrorCode
  /** What the command prints with `--json` where this happens. */
  readonly document: Record<string, unknown>

  constructor(code: ErrorCode, message: string, document: Record<string, unknown> = {}) {
    super(message)
    this.code = code
    this.document = document
  }

  /** What it means for whoever asked: the answer is no, the question has no meaning, or something is not in order. */
  get kind(): ErrorKind {
    return ERRORS[this.code]
  }

  /** One tree of reasons for each independent problem, if something cannot be installed. */
  get problems(): Problem[] {
    return (this.document as Partial<Unsolvable>).problems ?? []
  }

  /** What helps, if something cannot be installed. */
  get hints(): string[] {
    return (this.document as Partial<Unsolvable>).hints ?? []
  }
}

/** What the native part throws, which has its error as JSON in the message. */
export function raised(error: unknown): unknown {
  if (!(error instanceof Error) || !error.message.startsWith('{')) return error
  const { code, message, document } = JSON.parse(error.message)
  return new RpmsolveError(code, isOfOptions(message) ? camelCased(message) : message, document)
}

/** Whether a message names options, by the names that the library has for them. */
function isOfOptions(message: string): boolean {
  return message.startsWith('there is no option "')
}

function camelCased(message: string): string {
  return message.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
