// The types that the other files share, for `tsc --checkJs`. Those of the framework, which has none of its
// own, are written down as far as they are used: two majors of it have to fit.
'use strict'

/** @import { BuiltLayer, LockOptions } from 'rpmsolve' */

/**
 * A layer that is made of packages.
 * @typedef {object} Layer
 * @property {string} name its key in serverless.yml
 * @property {Record<string, unknown>} rpm what is asked for, as a layer of rpmsolve's settings
 * @property {string[]} functions the functions that use it
 * @property {string[]} runtimes their runtimes, sorted
 * @property {string | undefined} runtime the one that it is solved and built for
 * @property {string} arch Lambda's name of its architecture
 */

/**
 * Layers for one image: they share settings and a lock.
 * @typedef {object} Group
 * @property {string | undefined} runtime
 * @property {string} arch Lambda's name of the architecture
 * @property {Layer[]} layers
 * @property {string} lock the path of the lock
 * @property {ProjectOptions} options what every verb about the project gets
 */

/** @typedef {Omit<LockOptions, 'check' | 'upgrade' | 'upgradePackage'>
 *     & { project: string, lock: string, settings: Settings }} ProjectOptions */
/** @typedef {{ repositories: Record<string, Repository>, layers: Record<string, object>, runtime?: string,
 *     [setting: string]: unknown }} Settings */
/** @typedef {{ preset?: string, url?: string, repofile?: string, priority?: number, keys?: string[],
 *     fingerprints?: string[], [setting: string]: unknown }} Repository */

/**
 * A layer that was built, as it is kept beside its archive.
 * @typedef {Pick<BuiltLayer, 'bytes' | 'archive_bytes' | 'licenses' | 'findings'>
 *     & { zip: string, packages: number }} Built
 */

/**
 * What is used of the package rpmsolve.
 * @typedef {Pick<typeof import('rpmsolve'),
 *     'RpmsolveError' | 'audit' | 'build' | 'lock' | 'lockShow' | 'plan' | 'version'>} Library
 */

/**
 * The framework.
 * @typedef {object} Serverless
 * @property {string} serviceDir
 * @property {string} [configurationFilename]
 * @property {Service} service
 * @property {{ schema: any, defineCustomProperties: (schema: object) => void }} configSchemaHandler
 * @property {{ Error: new (message: string, code: string) => Error }} classes
 * @property {(name: string) => Provider} getProvider
 */

/**
 * @typedef {object} Provider
 * @property {Record<'getLambdaLayerLogicalId' | 'getLayerArtifactName', (layer: string) => string>} naming
 * @property {(runtime?: string) => string} getRuntime a function's own, the provider's or the framework's
 */

/**
 * @typedef {object} Service
 * @property {string} service
 * @property {{ runtime?: string, architecture?: string, layers?: unknown[] }} provider
 * @property {{ rpmsolve?: Record<string, any> }} [custom]
 * @property {Packing} [package]
 * @property {Record<string, FunctionSettings>} [functions]
 * @property {Record<string, LayerSettings>} [layers]
 */

/** @typedef {{ patterns?: string[], include?: string[], artifact?: string }} Packing */
/** @typedef {{ runtime?: string, architecture?: string, layers?: unknown[], image?: unknown,
 *     package?: Packing }} FunctionSettings */
/** @typedef {{ rpm?: any, path?: string, package?: Packing, licenseInfo?: string,
 *     compatibleRuntimes?: string[], compatibleArchitectures?: string[] }} LayerSettings */

/**
 * What the framework gives to plugins for talking to people.
 * @typedef {object} Utilities
 * @property {Record<'notice' | 'info' | 'warning', (text: string) => void>} log
 * @property {(text: string | string[]) => void} writeText
 * @property {{ create: (options: { message: string }) => Progress }} progress
 */

/** @typedef {{ update: (text: string) => void, remove: () => void }} Progress */

/**
 * What all files of the plugin work with.
 * @typedef {object} Context
 * @property {Serverless} serverless
 * @property {Utilities} utilities
 * @property {Library} library
 */

module.exports = {}
