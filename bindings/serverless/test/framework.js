// A project for the real framework, in a new directory: the example with this plugin, and with rpmsolve or
// what stands for it. Nothing is asked of AWS: a plugin of the project answers as if the stack were not
// there yet, and the function were.
'use strict'

const { execFileSync, spawn } = require('node:child_process')
const fs = require('node:fs')
const http = require('node:http')
const os = require('node:os')
const path = require('node:path')

const HOME = path.dirname(__dirname)
const EXAMPLE = path.join(HOME, 'examples', 'serverless-project')

const WITHOUT_AWS = `module.exports = class {
  constructor(serverless) {
    serverless.getProvider('aws').request = async (service, method, { ZipFile } = {}) => {
      if (method === 'describeStacks') throw new Error('Stack with id example-dev does not exist')
      if (service !== 'Lambda') throw new Error('nobody is there to be asked for ' + service + '.' + method)
      if (ZipFile) require('node:fs').writeFileSync('deployed.zip', ZipFile)
      return { Configuration: { State: 'Active', LastUpdateStatus: 'Successful' } }
    }
  }
}
`

/** Where a package is, or undefined. */
function found(name) {
  try {
    return path.dirname(require.resolve(`${name}/package.json`))
  } catch {
    return undefined
  }
}

/** Puts the plugin into a project, as npm packs it. */
function install(directory) {
  const modules = path.join(directory, 'node_modules')
  fs.mkdirSync(modules)
  const options = { cwd: modules, encoding: 'utf8', shell: process.platform === 'win32' }
  const archive = execFileSync('npm', ['pack', '--silent', HOME], options).trim()
  execFileSync('tar', ['-xzf', archive], options)
  fs.renameSync(path.join(modules, 'package'), path.join(modules, 'serverless-rpmsolve'))
  fs.rmSync(path.join(modules, archive))
}

/**
 * Makes the project. `replace` says what is written instead of what in its serverless.yml, `library` is the
 * directory of the package rpmsolve.
 */
function project(context, { library, replace = {} }) {
  const directory = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'serverless-rpmsolve-project-'))
  context.after(() => fs.rmSync(directory, { recursive: true, force: true }))
  fs.cpSync(EXAMPLE, directory, { recursive: true })
  install(directory)
  fs.symlinkSync(library, path.join(directory, 'node_modules', 'rpmsolve'), 'junction')
  fs.writeFileSync(path.join(directory, 'without-aws.js'), WITHOUT_AWS)
  const settings = path.join(directory, 'serverless.yml')
  const all = { '  - serverless-rpmsolve\n': '  - serverless-rpmsolve\n  - ./without-aws.js\n', ...replace }
  let text = fs.readFileSync(settings, 'utf8')
  for (const [old, other] of Object.entries(all)) {
    if (!text.includes(old)) throw new Error(`the example's serverless.yml has no ${JSON.stringify(old)}`)
    text = text.replace(old, () => other)
  }
  fs.writeFileSync(settings, text)
  return directory
}

/** Runs `serverless` in a project, as `{ status, output }`. */
function serverless(directory, ...words) {
  const program = path.join(found('serverless'), 'bin', 'serverless.js')
  const child = spawn(process.execPath, [program, ...words], {
    cwd: directory,
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      CI: '1',
      NODE_TEST_CONTEXT: '',
      RPMSOLVE_FAKE_CALLS: path.join(directory, 'calls'),
      SLS_GEO_LOCATION: 'none',
      SLS_NOTIFICATIONS_MODE: 'off',
      SLS_SCHEMA_CACHE_BASE_DIR: directory,
      SLS_TELEMETRY_DISABLED: '1',
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text))
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (status) => resolve({ status, output }))
  })
}

/** Serves the files of a directory, as `{ url, close }`. */
async function serve(context, directory) {
  const server = http.createServer((request, response) => {
    const name = path.join(directory, decodeURIComponent(new URL(request.url, 'http://localhost').pathname))
    const file = fs.createReadStream(name)
    file.on('error', () => response.writeHead(404).end()).on('open', () => file.pipe(response))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  context.after(close)
  return { url: `http://127.0.0.1:${server.address().port}/`, close }
}

/** What a project's packaging has made. */
function made(directory, output = '.serverless', layer = 'tools') {
  const read = (name) => fs.readFileSync(path.join(directory, output, name))
  const kept = path.join(directory, 'node_modules', '.cache', 'serverless-rpmsolve', 'example', layer)
  const archives = fs.readdirSync(kept).filter((name) => name.endsWith('.zip'))
  return {
    resources: JSON.parse(read('cloudformation-template-update-stack.json')).Resources,
    zip: read(`${layer}.zip`),
    archives: archives.map((name) => path.join(kept, name)),
  }
}

module.exports = { HOME, found, made, project, serve, serverless }
