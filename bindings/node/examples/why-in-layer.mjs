// Says why a package, or a file, is in a layer, who uses it, and what it would save to do without:
//
//     node why-in-layer.mjs libgreet layer.zip                                  by the layer's own account
//     node why-in-layer.mjs lib/libgreet.so.1 layer.zip                         by a file of it
//     node why-in-layer.mjs libgreet rpmsolve.lock                              by what is locked
//     node why-in-layer.mjs libgreet --repo al2023 --runtime nodejs22.x hello   before anything is built
//
// The status is 0 if it is there, 1 if it is not, and that of the command for everything else.

import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { inflateRawSync } from 'node:zlib'

import { Nevra, Pool, RpmsolveError, audit, lockShow } from 'rpmsolve'

const USAGE = `usage: why-in-layer.mjs WHAT LAYER.zip|DIRECTORY|rpmsolve.lock
       why-in-layer.mjs WHAT --repo PLACE [--base PLACE] [--runtime NAME] [--arch ARCH] SPEC...`

const MANIFEST = 'share/rpmsolve/manifest.json'

const STATUSES = { no: 1, usage: 2, input: 3, network: 4, cancelled: 130 }

/** What ends the program with a sentence. */
class Failure extends Error {
  constructor(message, status) {
    super(message)
    this.status = status
  }
}

/** The content of a file in a zip archive. */
function unzipped(archive, wanted) {
  const end = archive.lastIndexOf('PK\x05\x06')
  let at = end < 0 ? 0 : archive.readUInt32LE(end + 16)
  for (let left = end < 0 ? 0 : archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [name, extra, comment] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field))
    if (archive.toString('utf8', at + 46, at + 46 + name) === wanted) {
      const method = archive.readUInt16LE(at + 10)
      const [size, local] = [20, 42].map((field) => archive.readUInt32LE(at + field))
      const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
      const content = archive.subarray(start, start + size)
      return method === 0 ? content : inflateRawSync(content)
    }
    at += 46 + name + extra + comment
  }
  return undefined
}

/** What a layer says of itself. */
function manifest(layer) {
  const isDirectory = statSync(layer).isDirectory()
  const content = isDirectory ? readFileSync(join(layer, MANIFEST)) : unzipped(readFileSync(layer), MANIFEST)
  if (content === undefined) throw new Failure(`${layer}: has no ${MANIFEST}: rpmsolve has not made it`, 3)
  return JSON.parse(content)
}

/** Whether a package is meant by its name, or by all of its NEVRA. */
const isMeant =
  (what) =>
  ({ nevra }) =>
    nevra === what || new Nevra(nevra).name === what

/** The shortest chains that lead to a package from those that are asked for. */
function chainsTo(last, packages) {
  const known = new Map(packages.map((one) => [one.nevra, one]))
  const lengths = new Map([[last.nevra, 1]])
  const chains = []
  const open = [[last.nevra]]
  for (const chain of open) {
    const first = known.get(chain[0])
    if (first.requested) chains.push(chain)
    for (const nevra of first.required_by) {
      const isFarther = (lengths.get(nevra) ?? Infinity) <= chain.length
      if (!known.has(nevra) || isFarther) continue
      lengths.set(nevra, chain.length + 1)
      open.push([nevra, ...chain])
    }
  }
  return chains
}

/** What nobody would need any more if one of the packages were not asked for. */
function savedWithout(nevra, packages) {
  const needed = new Set(
    packages.filter((one) => one.requested && one.nevra !== nevra).map((one) => one.nevra),
  )
  for (const one of needed) {
    for (const other of packages) if (other.required_by.includes(one)) needed.add(other.nevra)
  }
  return packages.filter((one) => !needed.has(one.nevra))
}

const bytes = (packages) => packages.reduce((sum, one) => sum + one.bytes, 0)

/** Prints why packages are among others. */
function explain(where, meant, packages) {
  for (const one of meant) {
    console.log(`${one.nevra} is in ${where}: ${one.bytes} bytes`)
    const chains = chainsTo(one, packages)
    for (const [first, ...rest] of chains) console.log(`  ${[`${first} (asked for)`, ...rest].join(' → ')}`)
    for (const first of new Set(chains.map((chain) => chain[0]))) {
      const saved = savedWithout(first, packages)
      const names = saved.map(({ nevra }) => new Nevra(nevra).name).join(', ')
      console.log(
        saved.length === 0
          ? `  not to ask for ${first} would save nothing: others need it`
          : `  not to ask for ${first} would save ${bytes(saved)} bytes: ${names}`,
      )
    }
  }
}

/** Of a layer: the chains, and which files load what the package brings. */
async function whyInLayer(what, layer) {
  const { packages, files, mount = '/opt' } = manifest(layer)
  const path = what.replace(new RegExp(`^(${mount}|/usr)/|^/`), '')
  const file = files.find((one) => one.path === path || one.origin === what)
  const meant = file?.package === undefined ? packages.filter(isMeant(what)) : [packages[file.package]]
  if (meant.length === 0) throw absent(what, basename(layer), packages)
  if (file !== undefined) console.log(`${file.path} is of ${meant[0].nevra}`)
  explain(basename(layer), meant, packages)
  const { needs } = await audit({ layers: [layer], failOn: 'never', limit: 0 })
  const owner = new Map(files.map((one) => [`${mount}/${one.path}`, packages[one.package]?.nevra]))
  const isUse = ({ path, provided_by }) =>
    meant.some(({ nevra }) => {
      return owner.get(provided_by) === nevra && owner.get(`${mount}/${path}`) !== nevra
    })
  for (const { path, soname } of needs.filter(isUse)) console.log(`  ${path} loads ${soname}`)
}

/** Of a lock: the chains in each of its layers. */
async function whyLocked(what, lock) {
  const locked = await lockShow({ lock })
  let isFound = false
  for (const [arch, all] of Object.entries(locked.arches)) {
    for (const layer of locked.layers) {
      const packages = all
        .filter(({ layers }) => layers.includes(layer))
        .map((one) => {
          return { ...one, requested: one.requested.includes(layer), bytes: one.size_download }
        })
      const meant = packages.filter(isMeant(what))
      explain(`${layer} for ${arch}, to download`, meant, packages)
      isFound ||= meant.length > 0
    }
  }
  if (!isFound) throw absent(what, basename(lock), Object.values(locked.arches).flat())
}

/** Of a layer that is not built yet: the chains, with what leads from each package to the next. */
async function whyNeeded(what, specs, { repo, base, arch, ...values }) {
  const runtime = values.runtime ?? (base === undefined ? 'provided.al2023' : undefined)
  const paths = what.startsWith('/') ? [what] : []
  const pool = await Pool.load({ repositories: repo, arch, base, runtime, paths })
  const solution = await pool.solve({ specs, weak: false })
  const { chains } = solution.why(what)
  if (chains.length === 0) throw absent(what, `what ${specs.join(', ')} needs`, solution.transaction.packages)
  const brought = new Set(solution.transaction.packages.map(({ nevra }) => nevra))
  for (const chain of chains) {
    const { nevra } = chain.at(-1)
    if (!brought.has(nevra))
      throw new Failure(`${what} is not brought: ${runtime ?? 'the image'} has ${nevra}`, 1)
    console.log(`${nevra} is needed`)
    for (const step of chain) {
      const isFirst = step.kind === 'requested'
      console.log(
        isFirst ? `  ${step.nevra}, asked for as ${step.for}` : `  ${step.kind} ${step.for} → ${step.nevra}`,
      )
    }
  }
}

/** What is not there, and which names there are that begin or end alike. */
function absent(what, where, packages) {
  const names = [...new Set(packages.map(({ nevra }) => new Nevra(nevra).name))]
  const near = names.filter((name) => name.includes(what) || what.includes(name))
  const known = near.length > 0 ? `did you mean ${near.join(', ')}?` : `there are ${names.join(', ')}`
  return new Failure(`${what} is not in ${where}; ${known}`, 1)
}

async function main() {
  const several = { type: 'string', multiple: true }
  const arch = { type: 'string', default: 'x86_64' }
  const options = { repo: several, base: several, runtime: { type: 'string' }, arch }
  const {
    values,
    positionals: [what, ...rest],
  } = parseArgs({ options, allowPositionals: true })
  if (values.repo !== undefined && rest.length > 0) return whyNeeded(what, rest, values)
  if (values.repo !== undefined || rest.length !== 1) throw new Failure(USAGE, 2)
  return rest[0].endsWith('.lock') ? whyLocked(what, rest[0]) : whyInLayer(what, rest[0])
}

try {
  await main()
} catch (error) {
  console.error(error.message)
  if (error instanceof Failure) process.exitCode = error.status
  else if (error instanceof RpmsolveError) process.exitCode = STATUSES[error.kind]
  else process.exitCode = error.code === 'ENOENT' ? 3 : 2
}
