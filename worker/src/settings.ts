/** Reads settings and bindings one by one. Every fault is noted with what to do about it, and the rest is read all the same. */
import type { Bindings, ObjectNamespace, Service, TextStore } from './host.ts'

/** What is wrong with one setting. It never holds the setting's value: that may be a secret. */
export interface Fault {
  readonly setting: string
  readonly message: string
  readonly fix: string
}

export interface SettingsReader {
  readonly faults: readonly Fault[]
  readonly fault: (setting: string, message: string, fix: string) => undefined
  /** A text that is not empty, or nothing. */
  readonly text: (name: string) => string | undefined
  readonly choice: <C extends string>(name: string, choices: readonly C[], usual: C) => C
  /** Whole seconds within bounds. */
  readonly seconds: (name: string, least: number, most: number) => number | undefined
  readonly service: (name: string) => Service | undefined
  readonly textStore: (name: string) => TextStore | undefined
  readonly objects: (name: string) => ObjectNamespace | undefined
}

export const readerOf = (bindings: Bindings): SettingsReader => {
  const faults: Fault[] = []
  const fault = (setting: string, message: string, fix: string): undefined => {
    faults.push({ setting, message, fix })
  }
  const text = (name: string) => {
    const value = bindings[name]
    if (value === undefined) return undefined
    if (typeof value !== 'string') return fault(name, `\`${name}\` is no text`, 'set it as a text, in quotation marks')
    if (value.trim() === '') return fault(name, `\`${name}\` is empty`, 'give it a value, or remove it')
    return value
  }
  const choice = <C extends string>(name: string, choices: readonly C[], usual: C): C => {
    const value = text(name)
    if (value === undefined) return usual
    const chosen = choices.find((it) => it === value)
    const list = choices.map((it) => `\`${it}\``).join(' or ')
    if (chosen === undefined) fault(name, `\`${name}\` is neither ${list.replace(' or ', ' nor ')}`, `set it to ${list}, or remove it for \`${usual}\``)
    return chosen ?? usual
  }
  const seconds = (name: string, least: number, most: number) => {
    const value = text(name)
    if (value === undefined) return undefined
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN
    if (number >= least && number <= most) return number
    return fault(name, `\`${name}\` is no whole number from ${least} to ${most}`, 'give it in seconds, without a unit')
  }
  const binding = <B extends object>(name: string, methods: readonly string[], kind: string): B | undefined => {
    const value = bindings[name]
    if (value === undefined) return undefined
    const fits = typeof value === 'object' && value !== null && methods.every((it) => typeof (value as Bindings)[it] === 'function')
    return fits ? (value as B) : fault(name, `\`${name}\` is no ${kind}`, `bind a ${kind} to that name, or remove it`)
  }
  return {
    faults, fault, text, choice, seconds,
    service: (name) => binding<Service>(name, ['fetch'], 'service'),
    textStore: (name) => binding<TextStore>(name, ['get'], 'KV namespace'),
    objects: (name) => binding<ObjectNamespace>(name, ['idFromName', 'get'], 'Durable Object namespace'),
  }
}

/** Notes every name that means nothing: a misspelt one would be a setting that does not count. */
export const refuseUnknown = ({ fault }: SettingsReader, bindings: Bindings, known: readonly string[]): void => {
  for (const name of Object.keys(bindings).filter((it) => !known.includes(it))) {
    fault(name, `\`${name}\` is no setting of this worker`, `remove it, or write it as one of ${known.join(', ')}`)
  }
}
