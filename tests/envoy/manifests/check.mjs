// Holds each resource of the YAML files that are named against the types and the schema that Istio and Envoy Gateway publish of it,
// and says what is wrong; ends with `N passed, N failed`.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { parseAllDocuments } from 'yaml'

/** Where the model of a kind stands. */
const MODELS = {
  WasmPlugin: '@kubernetes-models/istio/extensions.istio.io/v1alpha1/WasmPlugin',
  ServiceEntry: '@kubernetes-models/istio/networking.istio.io/v1/ServiceEntry',
  DestinationRule: '@kubernetes-models/istio/networking.istio.io/v1/DestinationRule',
  EnvoyExtensionPolicy: '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/EnvoyExtensionPolicy',
  EnvoyPatchPolicy: '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/EnvoyPatchPolicy',
  Backend: '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/Backend',
}

const folder = mkdtempSync(join(import.meta.dirname, 'node_modules/.check-'))
const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc')

/** What is wrong with a resource: the schema knows patterns and limits, the type knows every member there may be. */
const faults = async (resource) => {
  const Model = (await import(MODELS[resource.kind]))[resource.kind]
  const found = []
  try {
    new Model(resource).validate()
  } catch (error) {
    found.push(error.message)
  }
  const file = join(folder, `${resource.kind}.mts`)
  writeFileSync(
    file,
    `import type { I${resource.kind} } from '${MODELS[resource.kind]}'\nexport const it: I${resource.kind} = ${JSON.stringify(resource, null, 2)}\n`,
  )
  try {
    execFileSync(process.execPath, [tsc, '--noEmit', '--skipLibCheck', '--strict', '--module', 'nodenext', '--target', 'es2022', file])
  } catch (error) {
    found.push(String(error.stdout))
  }
  return found
}

let passed = 0
let failed = 0
const count = (holds, text) => {
  if (holds) passed += 1
  else {
    failed += 1
    console.log(text)
  }
}

for (const path of process.argv.slice(2)) {
  for (const document of parseAllDocuments(readFileSync(path, 'utf8'))) {
    const resource = document.toJS()
    if (!(resource.kind in MODELS)) continue
    const found = await faults(resource)
    count(found.length === 0, `${path}: ${resource.kind} ${resource.metadata.name}: ${found.join('\n')}`)
    // Whoever finds no fault in these would find none anywhere.
    const strange = { ...resource, spec: { ...resource.spec, nothingLikeThis: 1 } }
    count((await faults(strange)).length > 0, `${path}: a ${resource.kind} with an unknown member is not noticed`)
    if (resource.kind === 'WasmPlugin') {
      const mistyped = { ...resource, spec: { ...resource.spec, failStrategy: 'FAIL_SOMEHOW' } }
      count((await faults(mistyped)).length > 0, `${path}: a WasmPlugin with an unknown strategy is not noticed`)
    }
  }
}
rmSync(folder, { recursive: true })
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
