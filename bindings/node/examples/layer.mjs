// Builds the layer that the examples for SAM, the CDK and Terraform take, build/tools.zip beside this file:
//
//     node layer.mjs [REPOSITORY [PACKAGE]...]
//
// The same without a program:
//
//     npx rpmsolve layer --repo al2023 --arch x86_64 --runtime nodejs22.x -o build/tools.zip jq

import { fileURLToPath } from 'node:url'

import { layer } from 'rpmsolve'

const [place = 'al2023', ...packages] = process.argv.slice(2)

const { output, bytes, findings } = await layer({
  repositories: [place],
  arch: 'x86_64',
  runtime: 'nodejs22.x',
  specs: packages.length > 0 ? packages : ['jq'],
  output: fileURLToPath(new URL('build/tools.zip', import.meta.url)),
})
for (const { severity, path, detail } of findings) console.error(`${severity}: ${path}: ${detail}`)
console.log(`${output}: ${bytes} bytes unzipped`)
