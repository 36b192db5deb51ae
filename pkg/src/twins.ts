/** One gate in two WebAssembly modules, which share no memory. */
import type { CryptoChoice } from './contract.js'
import { type Gate, sourceOf } from './gate.js'

/** A gate of another module. */
interface Twin {
  setKeys(issuer: string, jwks: string): void
  forgetKeys(issuer: string): void
  free(): void
}

/**
 * Finds a gate's twin: made of the same document when it is first needed, and given the same keys before each use. It stays one and the same for
 * as long as there is the gate, for what it was asked about keys, and what it remembers of tokens, means nothing to another one.
 */
export const twins = <T extends Twin>(make: (policy: string, crypto: CryptoChoice) => T): ((gate: Gate) => T) => {
  const known = new WeakMap<Gate, { readonly twin: T; keySets: ReadonlyMap<string, string>; generation: number }>()
  return (gate) => {
    const { policy, keySets, generation, crypto, companions } = sourceOf(gate)
    let pair = known.get(gate)
    if (pair === undefined) {
      pair = { twin: make(policy, crypto), keySets: new Map(), generation: 0 }
      known.set(gate, pair)
      companions.add(pair.twin)
    }
    if (pair.generation === generation) return pair.twin
    for (const issuer of pair.keySets.keys()) if (!keySets.has(issuer)) pair.twin.forgetKeys(issuer)
    for (const [issuer, jwks] of keySets) if (pair.keySets.get(issuer) !== jwks) pair.twin.setKeys(issuer, jwks)
    pair.keySets = new Map(keySets)
    pair.generation = generation
    return pair.twin
  }
}
