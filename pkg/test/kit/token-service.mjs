// GitHub's token service: asked with the job's own secret, it makes a token for the audience that is wanted.
import { createServer } from 'node:http'
import { once } from 'node:events'

import { tokenOfNow } from './signer.mjs'

const SECRET = 'the-secret-of-the-job'

/**
 * Answers as GitHub does, or as `answer` says, until the test is over. `asked` tells what it was asked, and `minted` which tokens
 * it made.
 */
export const tokenService = async (context, answer) => {
  const [asked, minted] = [[], []]
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url, 'http://localhost')
    asked.push(request.url)
    if (request.headers.authorization?.toLowerCase() !== `bearer ${SECRET}` || searchParams.get('api-version') !== '2.0') {
      return response.writeHead(401).end()
    }
    if (answer !== undefined) return answer(response)
    const token = tokenOfNow({ aud: searchParams.get('audience') ?? 'https://github.com/my-org' })
    minted.push(token)
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify({ count: 1, value: token }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  const env = {
    GITHUB_ACTIONS: 'true',
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${server.address().port}/idtoken/1/2?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: SECRET,
  }
  return { env, asked, minted }
}
