/** Tells operators what happened: a line of the log and a counter for each decision. */
import type { Problem } from 'claimgate'

import { type LogRecord, logLine } from './log.ts'
import { type Metrics, metricsOf } from './metrics.ts'
import { type ProblemCode, problemStatus } from './problems.ts'
import type { Fault } from './settings.ts'

export interface Telemetry {
  /** What was decided about an exchange, or a request to the API. */
  readonly decided: (event: 'exchange' | 'access', record: Decided) => void
  /** A request that a guard passes on unjudged. */
  readonly passed: (record: Omit<Decided, 'verdict' | 'code'>) => void
  readonly policy: (record: PolicyRecord) => void
  readonly keys: (record: { readonly issuer: string; readonly problem: Problem }) => void
  readonly configuration: (faults: readonly Fault[]) => void
  /** What the worker could not do: its code, and why. */
  readonly failure: (code: ProblemCode, record: { readonly reason?: string; readonly id?: string; readonly method?: string; readonly path?: string }) => void
  readonly originAnswered: (status: number) => void
  readonly metrics: () => string
}

export interface Decided {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly verdict: 'allow' | 'reject' | 'deny'
  /** `ok`, or the code of the problem. */
  readonly code: string
  readonly [field: string]: unknown
}

export interface PolicyRecord {
  readonly verdict: 'loaded' | 'replaced' | 'refused' | 'missing' | 'unreadable'
  readonly source: string
  readonly policy?: string
  readonly reason?: string
  readonly problems?: readonly Problem[]
}

export const telemetryOf = (write: (line: string) => void = (line) => console.log(line)): Telemetry => {
  const metrics: Metrics = metricsOf(crypto.randomUUID().slice(0, 8))
  const log = (record: LogRecord) => write(logLine(record))
  return {
    decided: (event, record) => {
      metrics.count(event === 'exchange' ? 'claimgate_exchanges_total' : 'claimgate_requests_total', { verdict: record.verdict, code: record.code })
      log({ event, ...record })
    },
    passed: (record) => {
      metrics.count('claimgate_requests_total', { verdict: 'passed', code: 'ok' })
      log({ event: 'passed', ...record })
    },
    policy: (record) => {
      metrics.count('claimgate_policies_total', { verdict: record.verdict })
      log({ event: 'policy', ...record })
    },
    keys: (record) => {
      metrics.count('claimgate_key_failures_total', { issuer: record.issuer })
      log({ event: 'keys', ...record })
    },
    configuration: (faults) => {
      metrics.count('claimgate_failures_total', { code: 'not_configured' })
      log({ event: 'configuration', faults })
    },
    failure: (code, record) => {
      metrics.count('claimgate_failures_total', { code })
      log({ event: 'failure', code, status: problemStatus(code), ...record })
    },
    originAnswered: (status) => metrics.count('claimgate_origin_responses_total', { status: `${Math.floor(status / 100)}xx` }),
    metrics: metrics.text,
  }
}
