// In a page: hands the answers to the server, which says where to go next.
import * as claimgate from 'claimgate'
import { explain } from 'claimgate/explain'

import { answers } from './suite.mjs'

const report = async (path, body) => {
  const response = await fetch(path, { method: 'POST', body: JSON.stringify(body) })
  const { next } = await response.json()
  if (next) location.assign(next)
}

try {
  await report('/answers', await answers({ ...claimgate, explain }))
} catch (error) {
  await report('/failure', `${error}\n${error.stack}`)
}
