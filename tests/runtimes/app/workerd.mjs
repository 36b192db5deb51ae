// `workerd test` calls this.
import * as claimgate from './claimgate.mjs'
import server from './server.mjs'
import { answers } from './suite.mjs'

export default {
  test: async () => console.log(JSON.stringify(await answers(claimgate, server))),
}
