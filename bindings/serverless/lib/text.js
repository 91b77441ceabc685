// How things are shown: progress while something takes its time, and lines about layers and findings.
'use strict'

/** @import { Finding, RunOptions } from 'rpmsolve' */
/** @import { Built, Context } from './types' */

/** What stands for a runtime that nobody names. */
const USUAL = 'the usual runtime'

/**
 * What `work` gives, with its progress and warnings shown.
 * @template Answer
 * @param {Context} context
 * @param {string} message
 * @param {(watch: RunOptions) => Promise<Answer>} work
 */
async function watched({ utilities: { log, progress } }, message, work) {
  const shown = progress.create({ message })
  try {
    return await work({
      onProgress: ({ stage, done, total }) =>
        shown.update(`${message} (${stage} ${done}${total ? `/${total}` : ''})`),
      onWarning: (warning) => log.warning(warning),
    })
  } finally {
    shown.remove()
  }
}

/** @param {Built} built */
function summary({ packages, bytes, archive_bytes, findings }) {
  const found = findings.filter(({ severity }) => severity !== 'info').length
  const audit = found > 0 ? `, ${counted(found, 'finding')} for "sls rpm audit"` : ''
  const size = `${megabytes(archive_bytes)} zipped, ${megabytes(bytes)} unzipped`
  return `${counted(packages, 'package')}, ${size}${audit}`
}

/**
 * @param {number} number
 * @param {string} what in the singular
 */
const counted = (number, what) => `${number} ${what}${number === 1 ? '' : 's'}`

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`

/** @param {Finding} finding */
const line = ({ severity, kind, path, detail }) =>
  `  ${severity}: ${kind}: ${path ? `${path}: ` : ''}${detail}`

module.exports = { USUAL, counted, line, megabytes, summary, watched }
