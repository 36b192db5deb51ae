import { initSync } from './wasm/core.js'

/** Says what to do where the WebAssembly is not there yet, before it is asked. */
export const demandLoaded = (): void => {
  try {
    answerIfLoaded()
  } catch {
    throw new TypeError('the WebAssembly is not there yet: import `claimgate`, or await `init` of `claimgate/init`, before anything else')
  }
}

/** Without a module it gives what is there, or throws. */
const answerIfLoaded = initSync as () => unknown
