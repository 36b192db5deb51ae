/** Many requests to a worker, some at once, and what became of them. */
import { readFileSync, readdirSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'

import { PLANS, ROLES_POLICY } from '../../pkg/test/kit/roles.mjs'

/** By `node:http`, for `fetch` takes as long to ask as a worker takes to answer. */
const ask = ({ port }, path, { method = 'GET', headers, body }) =>
  new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { ...headers, ...length }, agent })
    asked.on('error', reject)
    asked.on('response', async (response) => {
      try {
        resolve({ status: response.statusCode, body: await text(response) })
      } catch (error) {
        reject(error)
      }
    })
    asked.end(body)
  })

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

/** How long all threads of a process have been at work, in microseconds. */
export const workOf = ({ pid }) =>
  readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum + timeOf(`/proc/${pid}/task/${task}/schedstat`), 0) / 1000

const timeOf = (file) => {
  try {
    return Number(readFileSync(file, 'utf8').split(' ', 1)[0])
  } catch {
    // The thread has ended.
    return 0
  }
}

const agent = new Agent({ keepAlive: true })
const AT_ONCE = 16
