// Makes the package of a platform, which the package `rpmsolve` has for an optional dependency:
//
//     node scripts/platform-package.mjs PLATFORM FILE OUTPUT
//
// PLATFORM is its name without the scope (`linux-x64-gnu`), FILE the shared library that cargo has built for
// it, and OUTPUT the directory to write, which `npm publish` or `npm pack` takes.

import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PACKAGE = dirname(dirname(fileURLToPath(import.meta.url)))
const ROOT = join(PACKAGE, '../..')

/** npm's name of a C library, by its name in Rust's targets. */
const LIBRARIES = { gnu: 'glibc', musl: 'musl' }

function fail(message) {
  console.error(`platform-package: ${message}`)
  process.exit(2)
}

/** The package.json of a platform's package. */
function described(platform, main) {
  const name = `@rpmsolve/${platform}`
  const version = main.optionalDependencies[name]
  if (version === undefined) {
    fail(`there is no package ${name}; package.json has ${Object.keys(main.optionalDependencies).join(', ')}`)
  }
  if (version !== main.version)
    fail(`package.json is of version ${main.version} and wants ${name} ${version}`)
  const [os, cpu, environment] = platform.split('-')
  const libc = LIBRARIES[environment]
  return {
    name,
    version,
    description: `The native part of rpmsolve for ${platform}`,
    license: main.license,
    main: 'rpmsolve.node',
    files: ['rpmsolve.node', 'LICENSE-APACHE', 'LICENSE-MIT'],
    engines: main.engines,
    os: [os],
    cpu: [cpu],
    ...(libc === undefined ? {} : { libc: [libc] }),
  }
}

const [platform, file, output, ...others] = process.argv.slice(2)
if (output === undefined || others.length > 0)
  fail('write PLATFORM FILE OUTPUT, as in linux-x64-gnu librpmsolve_node.so npm')
if (!existsSync(file)) fail(`${file}: there is no such file; build it with cargo first`)
if (existsSync(output) && readdirSync(output).length > 0)
  fail(`${output}: is not empty; name a new directory`)

const description = described(platform, JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')))
mkdirSync(output, { recursive: true })
writeFileSync(join(output, 'package.json'), `${JSON.stringify(description, undefined, 2)}\n`)
writeFileSync(
  join(output, 'README.md'),
  `# ${description.name}\n\n${description.description}: install \`rpmsolve\`.\n`,
)
copyFileSync(file, join(output, 'rpmsolve.node'))
for (const license of ['LICENSE-APACHE', 'LICENSE-MIT'])
  copyFileSync(join(ROOT, license), join(output, license))
