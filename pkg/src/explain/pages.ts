/** What the command prints: pages of the core in lines, of which each piece says what it is. */
import type { Caller } from '../contract.js'
import type { Gate } from '../gate.js'
import { frozen } from '../json.js'
import { documentOf, type Policy } from '../policy.js'
import * as wasm from '../wasm/explain.js'
import type { Explanation, Finding } from './contract.js'
import { twinOf, using, withPolicy } from './handles.js'
import { explained, type ExplainOptions } from './index.js'

export interface Span {
  readonly role: 'plain' | 'heading' | 'label' | 'good' | 'bad' | 'doubtful' | 'unknown'
  readonly text: string
}

export type Lines = readonly (readonly Span[])[]

/** An explanation in every form at once. */
export const explanationPages = (pasted: string, now: number, options: ExplainOptions) =>
  using(explained(pasted, now, options), (explanation) => ({
    word: frozen<Explanation>(explanation.json()).word,
    json: explanation.json(),
    lines: frozen<Lines>(explanation.lines(COLUMNS)),
    markdown: explanation.markdown(),
  }))

/** The token in whatever was pasted, if there is one. */
export const tokenIn = (pasted: string): string | undefined => wasm.tokenIn(pasted)

/** A decision in lines. */
export const decisionLines = (gate: Gate, token: string, now: number, caller: Caller | undefined): Lines =>
  frozen(twinOf(gate).decisionLines(token, BigInt(now), caller?.email, COLUMNS))

/** What the author of a policy document of that name should know. */
export const lintPages = (policy: Policy, name: string) =>
  withPolicy(policy, (handle) =>
    using(new wasm.LintReport(handle, documentOf(policy), name, COLUMNS), (report) => ({
      json: report.json(),
      lines: frozen<Lines>(report.lines()),
      worst: report.worst() as Finding['severity'] | undefined,
    })),
  )

const COLUMNS = 80
