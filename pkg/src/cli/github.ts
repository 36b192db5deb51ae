/** What a job of GitHub Actions has: a token for those who ask, and a page that sums it up. */
import { appendFileSync } from 'node:fs'

import { failure, type Faults, faultOf } from './fault.js'
import { KIBIBYTE, readAtMost } from './input.js'
import type { Output } from './output.js'

/**
 * Asks GitHub for this job's token, for that audience or for GitHub's default one. The runner is told to mask it, on standard
 * error, where it spoils no answer.
 */
export const requestToken = async (audience: string | undefined): Promise<string> => {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = process.env
  if (!url || !bearer) throw notPermitted()
  const token = await answerOf(addressFor(url, audience), bearer)
  if (isGithub()) process.stderr.write(`::add-mask::${asData(token)}\n`)
  return token
}

/** Adds a page in Markdown to the summary of the job's run. */
export const addToSummary = (markdown: string, output: Output): void => {
  const file = process.env.GITHUB_STEP_SUMMARY
  if (!file) {
    const fix = 'leave `--step-summary` out but in GitHub Actions'
    return output.warn(faultOf('summary_missing', '`GITHUB_STEP_SUMMARY` is not set, so there is no summary', fix))
  }
  try {
    appendFileSync(file, `${markdown}\n`)
  } catch (error) {
    throw failure('file_unwritable', `cannot be written: ${(error as NodeJS.ErrnoException).code}`, 'check `GITHUB_STEP_SUMMARY`', file)
  }
}

const isGithub = (): boolean => process.env.GITHUB_ACTIONS === 'true'

const notPermitted = (): Faults => {
  if (!isGithub()) {
    const fix = 'run it in a job of GitHub Actions; elsewhere give the token by standard input, --token-env or --token-file'
    return failure('token_request_missing', 'this is no job of GitHub Actions: `ACTIONS_ID_TOKEN_REQUEST_URL` is not set', fix)
  }
  const ofFork = process.env.GITHUB_EVENT_NAME?.startsWith('pull_request')
  const fix = 'add `id-token: write` to the `permissions:` of the job, with `contents: read` beside it for the checkout'
  return failure(
    'id_token_not_permitted',
    'GitHub gives this job no token, for it does not have the permission `id-token: write`',
    ofFork ? `${fix}; a pull request from a fork gets no token in any case` : fix,
  )
}

const addressFor = (url: string, audience: string | undefined): URL => {
  if (!URL.canParse(url)) {
    throw failure('token_request_failed', '`ACTIONS_ID_TOKEN_REQUEST_URL` is no address', 'leave it as the runner sets it')
  }
  const address = new URL(url)
  if (audience !== undefined) address.searchParams.set('audience', audience)
  return address
}

const answerOf = async (address: URL, bearer: string): Promise<string> => {
  const fix = 'run the job again; if that does not help, look at githubstatus.com'
  const failed = (reason: string) => failure('token_request_failed', `GitHub's token service ${reason}`, fix)
  const headers = { accept: 'application/json', authorization: `Bearer ${bearer}` }
  try {
    const response = await fetch(address, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) })
    if (response.status !== 200) throw failed(`answered HTTP ${response.status}`)
    const body = response.body && (await readAtMost(response.body, MAX_BYTES))
    const { value }: { value?: unknown } = JSON.parse(body?.toString() ?? '') ?? {}
    if (typeof value === 'string' && value !== '') return value
  } catch (error) {
    if (error instanceof TypeError) throw failed(`cannot be reached: ${reasonOf(error)}`)
    if (error instanceof DOMException) throw failed(`gave no whole answer within ${TIMEOUT / 1000} s`)
    // What is no JSON is told below.
    if (!(error instanceof SyntaxError)) throw error
  }
  throw failed('answered something else than a token')
}

/** Node says only `fetch failed`, and the reason in `cause`. */
const reasonOf = ({ message, cause }: TypeError): string => {
  const { code, message: why } = Object(cause) as { code?: string; message?: string }
  return code ?? why ?? message
}

/** The data of a workflow command: one line, however the token looks. */
const asData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const TIMEOUT = 10_000
const MAX_BYTES = 64 * KIBIBYTE
