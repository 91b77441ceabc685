// The native part. It is in a package of its own for each platform, of which npm installs the one that fits.

import type * as Native from './native'

/** The packages that there are, as package.json names them. */
const { optionalDependencies }: { optionalDependencies: Record<string, string> } = require('../package.json')

/** The platform as packages are named after it: `linux-x64-gnu`, `darwin-arm64`. */
function platformName(): string {
  const { platform, arch } = process
  if (platform === 'linux') return `${platform}-${arch}-${isMusl() ? 'musl' : 'gnu'}`
  return platform === 'win32' ? `${platform}-${arch}-msvc` : `${platform}-${arch}`
}

function isMusl(): boolean {
  const report: typeof process.report & { excludeNetwork?: boolean } = process.report
  const { excludeNetwork = false } = report
  // With it the name of every host that there is a connection to would be looked up.
  report.excludeNetwork = true
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } }
  report.excludeNetwork = excludeNetwork
  return header?.glibcVersionRuntime === undefined
}

function load(): typeof Native {
  const name = `@rpmsolve/${platformName()}`
  // What was built here comes before what was installed.
  for (const place of ['../rpmsolve.node', name]) {
    try {
      return require(place)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw unusable(place, error)
    }
  }
  throw new Error(missing(name))
}

function unusable(place: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new Error(`rpmsolve: ${place} does not work on this system: ${reason}`, { cause })
}

function missing(name: string): string {
  const known = Object.keys(optionalDependencies)
  if (known.includes(name)) {
    return (
      `rpmsolve: the package ${name} is not installed: it is an optional dependency, so install without ` +
      '--omit=optional, and on the system that is to run it (a lock file made on another system may lack it)'
    )
  }
  const platforms = known.map((one) => one.replace('@rpmsolve/', '')).join(', ')
  return `rpmsolve: there is no package ${name} for this platform; there are ${platforms}`
}

export const native: typeof Native = load()
