#!/usr/bin/env node
// The command, with the arguments of this process.
'use strict'

const { native } = require('../dist/load.js')

process.exitCode = native.main(['rpmsolve', ...process.argv.slice(2)])
