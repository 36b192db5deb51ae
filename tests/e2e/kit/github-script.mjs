// What `actions/github-script` does with its `script`: runs it as an async function that has GitHub's own package as `core`.
import * as core from '@actions/core'

const AsyncFunction = (async () => {}).constructor
try {
  await new AsyncFunction('core', process.argv[2])(core)
} catch (error) {
  core.setFailed(error.message)
}
