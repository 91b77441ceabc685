// The commands `sls rpm …`: each asks rpmsolve one question, and prints the answer as short text.
'use strict'

const { audit } = require('./audit')
const { lock } = require('./lock')
const { plan } = require('./plan')
const { why } = require('./why')

/** The commands, as the framework wants them described. */
const COMMANDS = {
  rpm: {
    usage: 'Lambda layers of RPM packages',
    type: 'container',
    commands: {
      lock: {
        usage: 'Write down which packages the layers are made of',
        lifecycleEvents: ['run'],
        options: {
          upgrade: { usage: 'Lock the newest packages, whatever is locked', type: 'boolean' },
          'upgrade-package': { usage: 'Lock the newest package of this name', type: 'multiple' },
          check: { usage: 'Write nothing, and fail if the lock would be another one', type: 'boolean' },
        },
      },
      why: {
        usage: 'Show how a package comes into a layer',
        lifecycleEvents: ['run'],
        options: {
          package: { usage: 'The package', type: 'string', required: true },
          layer: { usage: 'The layer (default: all)', type: 'string' },
        },
      },
      audit: {
        usage: 'Show what would go wrong with the layers of each function on its runtime',
        lifecycleEvents: ['run'],
        options: {
          'fail-on': { usage: 'Fail from this severity on: info, warning, error, never', type: 'string' },
        },
      },
      plan: { usage: 'Show the fewest layers that the functions could share', lifecycleEvents: ['run'] },
    },
  },
}

module.exports = { COMMANDS, audit, lock, plan, why }
