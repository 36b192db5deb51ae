/** The middleware of `claimgate/node` behind a server of `node:http`, asked over real connections, byte for byte. */
import { createServer } from 'node:http'
import { connect } from 'node:net'

/** `hostileFor` gives headers that are refused, and how, for a token. */
export const connections = ({ Gate, allowOf, guard, protect }, hostileFor, files) => {
  const { cases, keySets, now, policies } = JSON.parse(new Map(files).get('decisions-github-places.json'))
  const gateFor = (policy) => {
    const gate = new Gate(policies[policy])
    for (const { issuer } of gate.wantedKeys) gate.setKeys(issuer, keySets[issuer])
    return gate
  }
  const decided = cases.map(({ name, policy, token, now: at = now, expect }) => ({
    name,
    // What a stranger is told, and what the operator is.
    expected: {
      allow: [200, expect.identity, expect.identity], reject: [401, expect.code, expect.code], deny: [403, 'access_denied', expect.code],
    }[expect.decision],
    ask: async () => {
      let reason
      const onDecision = ({ decision: { identity, problem } }) => (reason = identity?.email ?? problem.code)
      return [...(await answerOf(protect(gateFor(policy), welcome, { now: () => at, onDecision }), [`Bearer ${token}`])), reason]
    },
  }))
  const { policy, token, expect } = cases.find((it) => it.expect.decision === 'allow')
  const options = { now: () => now }
  const hostile = hostileFor(token).map(([values, ...expected]) => ({
    name: values.join(' | '),
    expected,
    ask: () => answerOf(protect(gateFor(policy), welcome, options), values),
  }))
  const asMiddleware = {
    name: 'as middleware',
    expected: [200, expect.identity],
    ask: () => {
      const admit = guard(gateFor(policy), options)
      return answerOf((request, response) => admit(request, response, () => welcome(request, response, allowOf(request))), [`Bearer ${token}`])
    },
  }
  return [
    { name: 'connections', questions: [...decided, ...hostile, asMiddleware] },
    { name: 'connections-false.json by node', questions: [{ ...asMiddleware, expected: [401, 'key_not_found'] }] },
  ]
}

/** Says who was let in, unless it can see the token. */
const welcome = ({ headers, rawHeaders }, response, { identity }) => {
  const told = [...Object.values(headers), ...rawHeaders].some((value) => /^bearer/i.test(value))
  response.end(JSON.stringify({ code: told ? 'the token goes on' : identity.email }))
}

/** Status and code of the answer to a request with these `Authorization` headers. */
const answerOf = async (handler, values) => {
  const server = createServer(handler)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const headers = ['host: api.example', ...values.map((value) => `authorization: ${value}`), 'connection: close']
    const answer = await conversation(server.address().port, `GET / HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
    const [, status] = answer.split(' ', 2)
    return [Number(status), /"code":"([^"]*)"/.exec(answer)?.[1]]
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

/** All that a server says to a text until it closes the connection. */
const conversation = (port, text) =>
  new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
    socket.on('data', (bytes) => (answer += bytes)).on('error', reject).on('close', () => resolve(answer))
  })
