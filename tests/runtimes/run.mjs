// Asks the packed package every question of the shared vectors in every runtime, and through every bundler. Names on the command line
// choose among the runtimes. Ends with `N passed, N failed`.
import { availableParallelism } from 'node:os'

import { browsers } from './launch/browsers.mjs'
import { bundled } from './launch/bundled.mjs'
import { commands } from './launch/commands.mjs'
import { answerFromAfar } from './launch/key-server.mjs'
import { serving } from './launch/server.mjs'
import { workers } from './launch/workers.mjs'
import { isFalse } from './files.mjs'
import { expectedGroups, makeProject } from './project.mjs'

const chosen = process.argv.slice(2)
const runtimes = [...commands, ...bundled, ...workers, ...browsers].filter(
  ({ name }) => chosen.length === 0 || chosen.some((it) => name.toLowerCase().includes(it.toLowerCase())),
)
const counts = { passed: 0, failed: 0 }

const count = (holds, complaint) => {
  counts[holds ? 'passed' : 'failed'] += 1
  if (!holds) console.log(`  FAILED: ${complaint()}`)
}

const check = ({ asks = ['vectors'], crypto: expectedCrypto }, { crypto, groups }) => {
  count(String(crypto) === String(expectedCrypto), () => `there is ${crypto}, and ${expectedCrypto} is expected`)
  for (const { name, asked } of expectedGroups(asks, expectedCrypto)) {
    const answered = groups.find((it) => it.name === name)
    const wrong = answered?.wrong ?? []
    const holds = answered?.asked === asked && wrong.length === (isFalse(name) ? asked : 0)
    count(holds, () => [`${name}: ${answered?.asked} of ${asked} asked, ${wrong.length} wrong`, ...wrong.slice(0, 5).map(inWords)].join('\n    '))
  }
}

const inWords = ({ name, expected, actual }) => `${name}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`

const ask = async (project, { name, command, run, ...expected }) => {
  if (command === undefined) {
    console.log(`SKIPPED: ${name}: it is not here, or not for ${process.platform} on ${process.arch}`)
    if (process.env.CI) count(false, () => 'continuous integration must not skip it')
    return
  }
  const before = Date.now()
  try {
    const report = await run(project)
    const questions = report.groups.reduce((sum, { asked }) => sum + asked, 0)
    console.log(`${name}: ${questions} questions, ${((Date.now() - before) / 1000).toFixed(1)} s`)
    check(expected, report)
  } catch (error) {
    console.log(name)
    count(false, () => error.stack ?? error)
  }
}

await serving(answerFromAfar, async (address) => {
  const project = makeProject(address)
  const waiting = runtimes.values()
  const worker = async () => {
    for (const runtime of waiting) await ask(project, runtime)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
})

console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0
