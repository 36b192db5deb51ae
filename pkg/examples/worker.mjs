import { protect } from 'claimgate/web'

/** `keys` decides about tokens. */
export const workerOf = (keys) => {
  const welcome = (request, allow, env) => new Response(`welcome to ${env.place}, ${allow.identity.email}`)
  const onDecision = ({ decision, method, path, status = 200 }) => {
    console.log(status, method, path, decision.problem?.message ?? decision.identity.email)
  }
  return { fetch: protect(keys, welcome, { onDecision }) }
}
