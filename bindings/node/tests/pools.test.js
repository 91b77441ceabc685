// Pools: packages that are loaded once and asked often, kept in a file, and opened again elsewhere.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { describe, it } = require('node:test')
const { isDeepStrictEqual } = require('node:util')

const rpmsolve = require('./package')
const { DEMO, DEMONSTRATION, IMAGE, corpus, node, temporary, withoutCorpus } = require('./common')

const { Pool, RpmsolveError, resolve } = rpmsolve

const nevras = (packages) => packages.map(({ nevra }) => nevra)

describe('pools', () => {
  const pool = Pool.loadSync(DEMONSTRATION)

  it('are loaded on both roads', async () => {
    const other = await Pool.load(DEMONSTRATION)
    assert.ok(other instanceof Pool)
    assert.deepEqual([...other], [...pool])
  })

  it('have packages of repositories and of the image', () => {
    assert.deepEqual(pool.repositories, ['r0'])
    const all = [...pool]
    assert.equal(all.length, pool.size)
    assert.equal(all.length, fs.readdirSync(path.join(DEMO, 'Packages')).length + 1)
    assert.ok(nevras(all).includes('image-0:1-1.noarch'))
    const [first] = pool
    assert.deepEqual(first, pool.at(0))
    const named = Pool.loadSync({ ...DEMONSTRATION, repositories: [`demo=${DEMO}`] })
    assert.deepEqual(named.repositories, ['demo'])
  })

  it('have no packages but those that are counted', () => {
    for (const number of [-1, pool.size, 0.5, NaN, 2 ** 32, '0', undefined]) {
      assert.throws(() => pool.at(number), RangeError, String(number))
    }
  })

  it('know what a spec means, and who provides something', () => {
    assert.deepEqual(nevras(pool.matching('libgreet')), [
      'libgreet-0:1.0-1.x86_64',
      'libgreet-0:1.1-1.x86_64',
    ])
    assert.deepEqual(nevras(pool.matching('hello-2*')), ['hello-0:2.0-1.x86_64'])
    assert.deepEqual(pool.matching('no-such-package'), [])
    assert.deepEqual(nevras(pool.providers('libgreet.so.1()(64bit)')), nevras(pool.matching('libgreet')))
    assert.ok(nevras(pool.providers('/usr/bin/hello')).includes('hello-rival-0:1.0-1.noarch'))
    assert.deepEqual(pool.providers('libgreet >= 9'), [])
    assert.throws(() => pool.matching(''), { name: 'RpmsolveError', code: 'empty-spec' })
    assert.throws(() => pool.providers('libgreet >='), RpmsolveError)
    const { base: _, ...place } = DEMONSTRATION
    const { packages } = rpmsolve.infoSync({ ...place, what: ['libgreet-1.1'] })
    assert.deepEqual(pool.matching('libgreet-1.1'), packages)
  })

  it('answer as the verbs do', async () => {
    const transaction = await resolve({ ...DEMONSTRATION, specs: ['hello'] })
    for (const asked of ['hello', ['hello'], { specs: ['hello'] }, Object.freeze(['hello'])]) {
      const solution = await pool.solve(asked)
      assert.deepEqual(solution.transaction, transaction)
      assert.deepEqual(pool.solveSync(asked).transaction, transaction)
      assert.equal(solution.transaction, solution.transaction, 'the document is made once')
      assert.deepEqual(JSON.parse(JSON.stringify(solution)), transaction)
      assert.deepEqual(nevras(solution.packages).sort(), nevras(transaction.packages))
      assert.ok(solution.packages.every(({ license }) => license.length > 0))
    }
    assert.deepEqual(await pool.check(), await rpmsolve.check(DEMONSTRATION))
    assert.deepEqual(
      pool.checkSync({ newest: true }),
      await rpmsolve.check({ ...DEMONSTRATION, newest: true }),
    )
  })

  it('take options with a question', () => {
    const weak = pool.solveSync({ specs: ['hello'], weak: false })
    assert.deepEqual(nevras(weak.transaction.packages), ['hello-0:2.0-1.x86_64', 'libgreet-0:1.1-1.x86_64'])
    const pinned = pool.solveSync({
      specs: ['hello'],
      pin: ['libgreet-1.0*'],
      excludeFromWeak: ['hello-script'],
    })
    assert.deepEqual(nevras(pinned.transaction.packages), ['hello-0:1.0-1.x86_64', 'libgreet-0:1.0-1.x86_64'])
  })

  it('say no as the verbs do', async () => {
    const isRefused = (error) =>
      error instanceof RpmsolveError && error.code === 'unsolvable' && error.problems.length > 0
    await assert.rejects(pool.solve('hello-broken'), isRefused)
    assert.throws(() => pool.solveSync('hello-broken'), isRefused)
    const advice = { code: 'usage', message: 'there is no option "wek"; did you mean "weak"?' }
    await assert.rejects(pool.solve({ specs: ['hello'], wek: false }), advice)
    assert.throws(() => pool.checkSync({ newst: true }), {
      code: 'usage',
      message: /did you mean "newest"\?/,
    })
    await assert.rejects(Pool.load({ repositories: ['/no/such/place'] }), {
      code: 'unreadable',
      kind: 'input',
    })
    assert.throws(() => Pool.loadSync({ repositories: [] }), { code: 'usage' })
    await assert.rejects(pool.solve(undefined), TypeError)
  })

  it('say why something is needed', () => {
    const solution = pool.solveSync('hello')
    const why = solution.why('libgreet')
    assert.equal(why.status, 'found')
    assert.deepEqual(why, rpmsolve.whySync({ ...DEMONSTRATION, specs: ['hello'], what: 'libgreet' }))
    assert.equal(solution.why('hello-rival').status, 'absent')
    const one = solution.why('hello', { chains: 1 })
    assert.deepEqual([one.chains.length, solution.why('hello').chains.length > 1], [1, one.truncated])
    assert.throws(() => solution.why(''), { code: 'empty-spec' })
    for (const chains of [-1, 0.5, NaN]) assert.throws(() => solution.why('hello', { chains }), RangeError)
  })

  it('answer many questions at a time', async () => {
    const specs = Array.from(
      { length: 64 },
      (_, number) => ['hello', 'libgreet', 'hello-script', 'hello-rival'][number % 4],
    )
    const solutions = await Promise.all(specs.map((spec) => pool.solve(spec)))
    for (const [number, { transaction }] of solutions.entries()) {
      assert.deepEqual(transaction, pool.solveSync(specs[number]).transaction)
    }
  })

  it('may be gone before their solutions are', async () => {
    let solution = await (await Pool.load(DEMONSTRATION)).solve('hello')
    assert.equal(solution.packages.length, 3)
    solution = await (await Pool.load(DEMONSTRATION)).solve('libgreet')
    assert.equal(solution.transaction.packages.length, 1)
  })

  it('are made by loading only', () => {
    assert.throws(() => new Pool(DEMONSTRATION), { name: 'TypeError', message: /Pool\.load\(options\)/ })
  })

  it('of a distribution', { skip: withoutCorpus }, async () => {
    const large = await Pool.load({ repositories: [corpus('cs9-appstream-2025')], arch: 'x86_64' })
    assert.ok(large.size > 17_000)
    assert.ok(large.matching('vim-common').some(({ name }) => name === 'vim-common'))
  })
})

describe('pools that are kept', () => {
  it('are nowhere unless that is asked for', () => {
    assert.equal(Pool.loadSync(DEMONSTRATION).kept, null)
  })

  it('are opened again', async (context) => {
    const cache = temporary(context)
    const pool = await Pool.load({ ...DEMONSTRATION, cache })
    const { kept } = pool
    assert.equal(path.dirname(kept.file), cache)
    const again = await Pool.reopen(structuredClone(kept))
    assert.deepEqual([...again], [...pool])
    assert.ok(isDeepStrictEqual(again.kept, kept))
    assert.deepEqual(again.solveSync('hello').transaction, pool.solveSync('hello').transaction)
    assert.deepEqual(
      (await Pool.load({ ...DEMONSTRATION, cache })).kept,
      kept,
      'it is found where it is kept',
    )
  })

  it('are mapped by other processes', (context) => {
    const pool = Pool.loadSync({ ...DEMONSTRATION, cache: temporary(context) })
    const program = `
      const { Pool } = require(${JSON.stringify(require.resolve('./package'))})
      const { existsSync, readFileSync } = require('node:fs')
      const kept = JSON.parse(process.argv[1])
      Pool.reopen(kept).then(async (pool) => {
        const { transaction } = await pool.solve('hello')
        const maps = '/proc/self/maps'
        const isMapped = !existsSync(maps) || readFileSync(maps, 'utf8').includes(kept.file)
        console.log(JSON.stringify({ transaction, isMapped }))
      })`
    const ran = node(['-e', program, JSON.stringify(pool.kept)])
    assert.equal(ran.status, 0, ran.err)
    const { transaction, isMapped } = JSON.parse(ran.out)
    assert.ok(isMapped)
    assert.deepEqual(transaction, pool.solveSync('hello').transaction)
  })

  it('are lost if they are others by now', async (context) => {
    const directory = temporary(context)
    const repository = path.join(directory, 'demo')
    fs.cpSync(DEMO, repository, { recursive: true })
    const { kept } = await Pool.load({
      repositories: [repository],
      arch: 'x86_64',
      cache: path.join(directory, 'cache'),
    })
    const lost = {
      name: 'RpmsolveError',
      code: 'lost-pool',
      kind: 'input',
      message: /load the repositories again/,
    }
    await assert.rejects(Pool.reopen({ ...kept, file: path.join(directory, 'elsewhere') }), lost)
    fs.rmSync(repository, { recursive: true })
    await assert.rejects(Pool.reopen(kept), lost)
    fs.mkdirSync(repository)
    fs.copyFileSync(IMAGE, path.join(repository, 'primary.xml'))
    await assert.rejects(Pool.reopen(kept), lost)
  })

  it('are described in full', async () => {
    await assert.rejects(Pool.reopen(null))
    await assert.rejects(Pool.reopen({ options: '{}' }))
  })
})
