// Where things are: paths in serverless.yml are relative to it, which verbs that read no project do not know.
'use strict'

const path = require('node:path')

/** @import { Serverless } from './types' */

/**
 * A URL as it is, and a path made whole.
 * @param {Serverless} serverless
 * @param {string} place
 */
function located({ serviceDir }, place) {
  return place.includes('://') ? place : path.resolve(serviceDir, place)
}

module.exports = { located }
