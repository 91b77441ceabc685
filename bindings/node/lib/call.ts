// How the native part is called: options as JSON, warnings, progress, and AbortSignals.

import type { Progress } from './documents'
import { raised } from './error'
import { native } from './load'
import type { Session } from './native'

/** What goes on beside a call. */
export interface RunOptions {
  /** Gives up what is done; the promise is rejected with the signal's reason. */
  signal?: AbortSignal | undefined
  /** Is told how far things are. What it throws gives up what is done. */
  onProgress?: ((progress: Progress) => void) | undefined
  /** Is told of what is missing or odd, and could be done without; `process.emitWarning` unless it is given. */
  onWarning?: ((message: string) => void) | undefined
}

/** What goes on beside a call that is waited for. */
export type SyncRunOptions = Pick<RunOptions, 'onWarning'>

/** Options as the library has them: `arch` and `repoFiles` as JSON with `arch` and `repo_files`; undefined is absent. */
export function encode(options: object): string {
  const said = Object.entries(options).filter(([, value]) => value !== undefined && value !== null)
  return JSON.stringify(Object.fromEntries(said.map(([name, value]) => [snakeCased(name), value])))
}

function snakeCased(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** Does something on another thread. */
export async function run<Answer>(
  work: (session: Session) => Promise<Answer>,
  { signal, onProgress, onWarning }: RunOptions = {},
): Promise<Answer> {
  signal?.throwIfAborted()
  let thrown: { error: unknown } | undefined
  const told = onProgress && ((...[stage, done, total, finished]: Told) => {
    try {
      if (thrown === undefined) onProgress({ stage: stage as Progress['stage'], done, total, finished })
    } catch (error) {
      thrown = { error }
      session.cancel()
    }
  })
  const session = new native.Session(told)
  const cancel = () => session.cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    return await work(session)
  } catch (error) {
    signal?.throwIfAborted()
    throw raised(error)
  } finally {
    signal?.removeEventListener('abort', cancel)
    // What was told last comes to this thread before whoever waits goes on.
    if (told) await new Promise(setImmediate)
    warn(session, onWarning)
    if (thrown !== undefined) throw thrown.error
  }
}

type Told = [stage: string, done: number, total: number | null, finished: boolean]

/** Does something on this thread. */
export function runSync<Answer>(work: (session: Session) => Answer, { onWarning }: SyncRunOptions = {}): Answer {
  const session = new native.Session()
  try {
    return work(session)
  } catch (error) {
    throw raised(error)
  } finally {
    warn(session, onWarning)
  }
}

function warn(session: Session, onWarning: RunOptions['onWarning']): void {
  const tell = onWarning ?? ((message: string) => process.emitWarning(message, 'RpmsolveWarning'))
  for (const message of session.takeWarnings()) tell(message)
}

/** Does what a verb says. */
export async function call<Document>(verb: string, options: object, runOptions?: RunOptions): Promise<Document> {
  return JSON.parse(await run((session) => native.call(verb, encode(options), session), runOptions))
}

/** Does what a verb says on this thread. */
export function callSync<Document>(verb: string, options: object, runOptions?: SyncRunOptions): Document {
  return JSON.parse(runSync((session) => native.callSync(verb, encode(options), session), runOptions))
}
