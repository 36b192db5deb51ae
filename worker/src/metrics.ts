/** Counters in the Prometheus text format, of the one instance that answers: an edge worker has many, and each begins at nought. */

type Labels = Readonly<Record<string, string>>

export interface Metrics {
  readonly count: (name: MetricName, labels: Labels) => void
  readonly text: () => string
}

export const metricsOf = (instance: string): Metrics => {
  const series = new Map<string, Series>()
  const count = (name: MetricName, labels: Labels) => {
    // Not as it will be written: a scrape is rare, and requests are not.
    const key = [name, ...Object.values(labels)].join('\n')
    const known = series.get(key)
    if (known === undefined) series.set(key, { name, labels: labelled({ ...labels, instance_id: instance }), value: 1 })
    else known.value += 1
  }
  const text = () =>
    Object.entries(METRICS).map(([name, help]) => {
      const lines = [...series.values()].filter((it) => it.name === name).map(({ labels, value }) => `${name}{${labels}} ${value}\n`)
      return `# HELP ${name} ${help}\n# TYPE ${name} counter\n${lines.join('')}`
    }).join('')
  return { count, text }
}

interface Series {
  readonly name: MetricName
  /** As they are written. */
  readonly labels: string
  value: number
}

const labelled = (labels: Labels): string => Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`).join(',')

const escaped = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

export type MetricName = keyof typeof METRICS

/** What is counted. No label takes a value that a stranger chooses. */
const METRICS = {
  claimgate_exchanges_total: 'Exchanges asked for, by verdict and code.',
  claimgate_requests_total: 'Requests to the API, by verdict and code.',
  claimgate_policies_total: 'Policies that were found, by verdict.',
  claimgate_key_failures_total: 'Key sets that could not be fetched, by issuer.',
  claimgate_origin_responses_total: 'Answers of the API, by the first digit of their status.',
  claimgate_failures_total: 'What the worker could not do, by code.',
} as const
