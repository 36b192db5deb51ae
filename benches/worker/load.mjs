/** Many requests to a worker, some at once, and what became of them. */
import { readFileSync } from 'node:fs'

import { PLANS, ROLES_POLICY } from '../../pkg/test/kit/roles.mjs'

const ask = async ({ address }, path, init) => {
  const response = await fetch(address + path, init)
  return { status: response.status, body: await response.text() }
}

export const exchange = (worker, token, email = ROLES_POLICY.identities[0].email) =>
  ask(worker, '/v1/auth:exchangeToken', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token, email }) })

export const call = (worker, token, path = PLANS) => ask(worker, path, { headers: { authorization: `Bearer ${token}` } })

/** Asks `count` times, some at once, and counts the answers by status. */
export const load = async (count, one) => {
  const statuses = {}
  let left = count
  const asking = async () => {
    while ((left -= 1) >= 0) {
      const { status } = await one(left)
      statuses[status] = (statuses[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, asking))
  return statuses
}

export const only = (statuses, ...allowed) => Object.keys(statuses).every((it) => allowed.includes(Number(it)))

/** The memory of a process in MiB, as the kernel counts it. */
export const resident = ({ pid }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024

const AT_ONCE = 16
