// `workerd test` calls this. Its clock goes on only when something comes in or goes out, such as a timer.
import { run } from './portable.mjs'

const clock = async () => {
  await new Promise((resolve) => setTimeout(resolve, 0))
  return performance.now()
}

export default {
  test: async () => console.log(JSON.stringify(await run(clock))),
}
