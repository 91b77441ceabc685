// A function with a layer of RPM packages, for the AWS CDK:
//
//     npm install aws-cdk aws-cdk-lib constructs
//     node ../layer.mjs && npx cdk deploy

import { fileURLToPath } from 'node:url'

import { App, Duration, Stack } from 'aws-cdk-lib'
import { Architecture, Code, Function, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda'

const beside = (path) => fileURLToPath(new URL(path, import.meta.url))

class Tools extends Stack {
  constructor(scope, id) {
    super(scope, id)
    const tools = new LayerVersion(this, 'Tools', {
      description: 'jq and what it needs',
      // The archive that rpmsolve has written. Of a file the CDK makes an asset as it is, which is new
      // whenever the file is: the same packages give the same bytes, and then nothing is deployed.
      code: Code.fromAsset(beside('../build/tools.zip')),
      compatibleRuntimes: [Runtime.NODEJS_22_X],
      compatibleArchitectures: [Architecture.X86_64],
    })
    new Function(this, 'Query', {
      code: Code.fromAsset(beside('../function')),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.X86_64,
      timeout: Duration.seconds(10),
      memorySize: 256,
      layers: [tools],
    })
  }
}

new Tools(new App(), 'tools')
