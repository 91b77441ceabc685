// What serverless.yml may say, for the framework's own validation, so that a misspelt word is reported as
// one of the framework's own would be. What the values mean is checked by rpmsolve when it reads them.
'use strict'

/** @import { Serverless } from './types' */

const text = { type: 'string' }
const texts = { type: 'array', items: text }
const flag = { type: 'boolean' }
const number = { type: 'integer' }
const map = { type: 'object', additionalProperties: text }

/** @param {Record<string, object>} properties */
const object = (properties) => ({ type: 'object', properties, additionalProperties: false })

const repository = object({
  id: text,
  preset: text,
  url: text,
  mirrorlist: text,
  metalink: text,
  repofile: text,
  priority: number,
  cost: number,
  keys: texts,
  fingerprints: texts,
  gpgcheck: flag,
  repoGpgcheck: flag,
  includepkgs: texts,
  excludepkgs: texts,
  metadataExpire: text,
  moduleHotfixes: flag,
  skipIfUnavailable: flag,
})

/** What to choose: rpmsolve's settings. */
const settings = {
  runtime: text,
  arches: texts,
  base: texts,
  best: flag,
  exclude: texts,
  modules: texts,
  objective: { enum: ['default', 'smallest'] },
  pin: texts,
  variables: map,
  weak: flag,
}

/** How to get it: the options of rpmsolve's verbs. */
const options = {
  amazonLinux: text,
  cache: text,
  keys: texts,
  noVerify: flag,
  offline: flag,
  profiles: texts,
  refresh: flag,
  setopt: map,
  trust: texts,
}

const custom = object({
  repositories: { type: 'array', items: { anyOf: [text, repository] }, minItems: 1 },
  ...settings,
  ...options,
  // Where the plugin keeps what it makes.
  lock: text,
  artifacts: text,
})

const layer = {
  anyOf: [
    text,
    { ...texts, minItems: 1 },
    {
      ...object({
        packages: { ...texts, minItems: 1 },
        exclude: texts,
        keep: { type: 'array', items: { enum: ['docs', 'man', 'locales', 'headers', 'static-libraries'] } },
        noRewrite: texts,
        prefer: texts,
        wrappers: flag,
        compression: { type: 'integer', minimum: 0, maximum: 9 },
        limit: { type: 'integer', minimum: 0 },
      }),
      required: ['packages'],
    },
  ],
}

/**
 * Teaches the framework `custom.rpmsolve` and `layers.*.rpm`.
 * @param {Serverless} serverless
 */
function defineSchema({ configSchemaHandler }) {
  if (!configSchemaHandler) return
  configSchemaHandler.defineCustomProperties({ properties: { rpmsolve: custom } })
  // There is no function for layers, as there is one for functions: the schema that the provider has
  // defined is added to.
  const layers = configSchemaHandler.schema?.properties?.layers?.additionalProperties
  if (layers?.properties) layers.properties.rpm = layer
}

module.exports = { defineSchema, OPTIONS: Object.keys(options), SETTINGS: Object.keys(settings) }
