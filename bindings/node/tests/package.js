// The package under test: the one of this directory, or the one that is installed in the project that the
// environment's RPMSOLVE_TEST_INSTALLED names.
'use strict'

const { createRequire } = require('node:module')
const path = require('node:path')

const installed = process.env.RPMSOLVE_TEST_INSTALLED
// Processes that tests start may have another directory.
if (installed) process.env.RPMSOLVE_TEST_INSTALLED = path.resolve(installed)

const project = installed ? path.resolve(installed) : path.dirname(__dirname)

// Where nothing is installed, the package finds itself by its name.
module.exports = createRequire(path.join(project, 'package.json'))('rpmsolve')
