// `workerd test` calls this.
import * as claimgate from 'claimgate'
import * as explaining from 'claimgate/explain'

import { answers } from './suite.mjs'

export default {
  test: async () => console.log(JSON.stringify(await answers({ ...claimgate, ...explaining }))),
}
