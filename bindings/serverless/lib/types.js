// The types that the other files share, for `tsc --checkJs`: of the framework and of rpmsolve only what is
// used here, because the framework comes without types, and two majors of it have to fit.
'use strict'

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

/**
 * A layer that was built, as it is kept beside its archive.
 * @typedef {object} Built
 * @property {string} zip
 * @property {number} bytes unzipped
 * @property {number} archive_bytes
 * @property {number} packages how many
 * @property {string[]} licenses
 * @property {Finding[]} findings
 */

/** @typedef {{ kind: string, severity: string, path: string, detail: string, package: string }} Finding */
/** @typedef {{ message: string, children?: Problem[] }} Problem */
/** @typedef {{ lock: string, settings: Settings, project: string, [option: string]: unknown }}
 *     ProjectOptions */
/** @typedef {{ repositories: Record<string, Repository>, layers: Record<string, object>, runtime?: string,
 *     [setting: string]: unknown }} Settings */
/** @typedef {{ preset?: string, url?: string, repofile?: string, priority?: number, keys?: string[],
 *     fingerprints?: string[], [setting: string]: unknown }} Repository */

/**
 * A package in the contents of a lock.
 * @typedef {{ nevra: string, layers: string[], requested: string[], required_by: string[] }} LockedPackage
 */

/**
 * The package `rpmsolve`. What its functions return are the documents of the command's --json.
 * @typedef {object} Library
 * @property {string} version
 * @property {Verb<{ status: string, lock: string, diff: { arches: Record<string, { changes: Change[],
 *     new_packages: number }> } }>} lock
 * @property {Verb<{ layers: string[], arches: Record<string, LockedPackage[]> }>} lockShow
 * @property {Verb<{ layers: { layer: string, output: string, packages: object[], bytes: number,
 *     archive_bytes: number, licenses?: string[], findings: Finding[] }[] }>} build
 * @property {Verb<{ status: string, findings: Finding[], bytes: number }>} audit
 * @property {Verb<{ status: string, total_bytes: number, reasons: Record<string, unknown>[],
 *     layers: { name: string, bytes: number, packages: string[], functions: string[] }[] }>} plan
 */

/** @typedef {{ change: string, nevra?: string, from?: string, to?: string }} Change */
/** @typedef {{ onProgress?: (progress: { stage: string, done: number, total: number | null }) => void,
 *     onWarning?: (warning: string) => void }} Watch */
/**
 * @template Document
 * @typedef {(options: any, watch?: Watch) => Promise<Document>} Verb
 */

/**
 * The framework, as far as it is used.
 * @typedef {object} Serverless
 * @property {string} serviceDir
 * @property {string} [configurationFilename]
 * @property {Service} service
 * @property {{ schema: any, defineCustomProperties: (schema: object) => void }} configSchemaHandler
 * @property {{ Error: new (message: string, code: string) => Error }} classes
 * @property {(name: string) => { naming: Record<string, (name: string) => string> }} getProvider
 */

/**
 * @typedef {object} Service
 * @property {string} service
 * @property {{ runtime?: string, architecture?: string, layers?: unknown[] }} provider
 * @property {{ rpmsolve?: Record<string, any> }} [custom]
 * @property {{ patterns?: string[] }} [package]
 * @property {Record<string, FunctionSettings>} [functions]
 * @property {Record<string, LayerSettings>} [layers]
 */

/** @typedef {{ runtime?: string, architecture?: string, layers?: unknown[], image?: unknown }}
 *     FunctionSettings */
/** @typedef {{ rpm?: any, path?: string, package?: { artifact?: string }, licenseInfo?: string,
 *     compatibleRuntimes?: string[], compatibleArchitectures?: string[] }} LayerSettings */

/** @typedef {{ update: (text: string) => void, remove: () => void }} Progress */

/**
 * What the framework gives to plugins for talking to people.
 * @typedef {object} Utilities
 * @property {Record<'notice' | 'info' | 'warning', (text: string) => void>} log
 * @property {(text: string | string[]) => void} writeText
 * @property {{ create: (options: { message: string }) => Progress }} progress
 */

/**
 * What all files of the plugin work with.
 * @typedef {object} Context
 * @property {Serverless} serverless
 * @property {Utilities} utilities
 * @property {Library} library
 */

module.exports = {}
