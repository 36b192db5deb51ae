import { answers } from './suite.mjs'

/** Hands the answers to the server. */
export const report = async (claimgate) => {
  try {
    await post('/answers', await answers(claimgate))
  } catch (error) {
    await post('/failure', `${error}\n${error.stack}`)
  }
}

const post = (path, body) => fetch(path, { method: 'POST', body: JSON.stringify(body) })
