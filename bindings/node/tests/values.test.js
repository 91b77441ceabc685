// Values: versions, names of packages and capabilities, read, written and compared as rpm does.
'use strict'

const assert = require('node:assert/strict')
const { describe, it } = require('node:test')
const { inspect } = require('node:util')

const { Capability, Evr, Nevra, RpmsolveError } = require('./package')

describe('versions', () => {
  it('have parts', () => {
    const { epoch, version, release } = new Evr('2:1.0~rc1-3.fc40')
    assert.deepEqual({ epoch, version, release }, { epoch: 2, version: '1.0~rc1', release: '3.fc40' })
    const bare = new Evr('1.0')
    assert.deepEqual([bare.epoch, bare.release], [0, undefined])
  })

  it('compare as rpm compares them', () => {
    const rising = ['1.0~rc1-1', '1.0-1', '1.0^git1-1', '1.0.1-1', '1.9-1', '1.10-1', '1.10-2', '1:0.1-1']
    for (const [index, older] of rising.entries()) {
      for (const newer of rising.slice(index + 1)) {
        assert.equal(Evr.compare(older, newer), -1, `${older} < ${newer}`)
        assert.equal(new Evr(newer).compare(older), 1, `${newer} > ${older}`)
        assert.equal(new Evr(newer).equals(new Evr(older)), false)
      }
    }
    assert.deepEqual(rising.toReversed().sort(Evr.compare), rising)
    assert.deepEqual(
      rising
        .map((text) => new Evr(text))
        .sort(Evr.compare)
        .map(String),
      rising,
    )
  })

  it('that rpm takes for the same are equal, however they are written', () => {
    const one = new Evr('1.0-1')
    for (const same of ['1.0-1', '0:1.0-1', '1.00-01', new Evr('1.0-1')]) {
      assert.ok(one.equals(same), String(same))
      assert.equal(one.compare(same), 0)
    }
    assert.ok(!one.equals('1.0-2'))
  })
})

describe('names of packages', () => {
  it('have parts', () => {
    const nevra = new Nevra('perl-JSON-XS-1:4.03-5.el9.x86_64')
    assert.deepEqual([nevra.name, nevra.arch], ['perl-JSON-XS', 'x86_64'])
    assert.ok(nevra.evr instanceof Evr && nevra.evr.equals('1:4.03-5.el9'))
  })

  it('compare by name, then version, then architecture', () => {
    const rising = [
      'a-1-1.noarch',
      'b-1-1.aarch64',
      'b-1-1.x86_64',
      'b-2-1.aarch64',
      'b-10-1.aarch64',
      'b-1:1-1.noarch',
    ]
    assert.deepEqual(rising.toReversed().sort(Nevra.compare), rising)
    assert.ok(new Nevra('a-1-1.noarch').equals('a-0:1-1.noarch'))
    assert.ok(!new Nevra('a-1-1.noarch').equals('a-1-1.x86_64'))
    assert.equal(new Nevra('a-1-1.noarch').compare(new Nevra('b-1-1.noarch')), -1)
  })
})

describe('capabilities', () => {
  it('have parts', () => {
    const versioned = new Capability('perl(Carp) >= 1:1.2-3')
    assert.deepEqual([versioned.name, versioned.comparison], ['perl(Carp)', '>='])
    assert.ok(versioned.evr instanceof Evr && versioned.evr.equals('1:1.2-3'))
    const plain = new Capability('/usr/bin/env')
    assert.deepEqual([plain.name, plain.comparison, plain.evr], ['/usr/bin/env', undefined, undefined])
  })

  it('compare by name, then comparison, then version', () => {
    assert.ok(new Capability('a = 1.0').equals('a == 1.00'))
    assert.ok(!new Capability('a = 1').equals('a >= 1'))
    assert.equal(Capability.compare('a', 'b'), -1)
    assert.equal(Capability.compare('a = 2', 'a = 1'), 1)
    assert.equal(new Capability('b').compare(new Capability('a')), 1)
  })
})

describe('all values', () => {
  const values = [
    [Evr, '1:2-3'],
    [Evr, '2'],
    [Nevra, 'a-b-1:2-3.x86_64'],
    [Capability, 'a'],
    [Capability, 'a <= 1:2-3'],
  ]
  for (const [Value, text] of values) {
    it(`as ${Value.name} ${text}`, () => {
      const value = new Value(text)
      assert.equal(String(value), text)
      assert.equal(`${value}`, text)
      assert.equal(JSON.stringify({ value }), JSON.stringify({ value: text }))
      assert.ok(value.equals(new Value(JSON.parse(JSON.stringify(value)))))
      assert.ok(inspect(value).startsWith(Value.name))
      assert.ok(Object.isFrozen(value))
      for (const key of Object.keys(value)) {
        assert.throws(
          () => {
            value[key] = 'other'
          },
          TypeError,
          key,
        )
      }
      assert.throws(() => {
        value.other = 1
      }, TypeError)
    })
  }

  const refused = [
    [Evr, '', 'evr-no-version'],
    [Evr, '1:', 'evr-no-version'],
    [Evr, 'x:1', 'evr-epoch'],
    [Evr, '4294967296:1', 'evr-epoch'],
    [Evr, '1 2', 'evr-character'],
    [Nevra, '', 'nevra-missing'],
    [Nevra, 'a-1-1', 'nevra-missing'],
    [Nevra, '-1-1.noarch', 'nevra-missing'],
    [Capability, '', 'capability-no-name'],
    [Capability, '= 1', 'capability-no-name'],
    [Capability, 'a b', 'capability-form'],
    [Capability, 'a =', 'capability-form'],
  ]
  for (const [Value, text, code] of refused) {
    it(`but not as ${Value.name} ${JSON.stringify(text)}`, () => {
      const isRefused = (error) =>
        error instanceof RpmsolveError && error.code === code && error.message.includes(`"${text}"`)
      assert.throws(() => new Value(text), isRefused)
      assert.throws(() => Value.compare(text, text), isRefused)
    })
  }

  it('are read from text only', () => {
    for (const Value of [Evr, Nevra, Capability]) {
      for (const other of [undefined, null, 1])
        assert.throws(() => new Value(other), Error, `${Value.name} ${other}`)
    }
  })

  it('sort in their own order only', () => {
    assert.throws(() => Evr.compare('1', 'a b'), { code: 'evr-character' })
    assert.throws(() => new Nevra('a-1-1.noarch').equals('a'), { code: 'nevra-missing' })
  })
})
