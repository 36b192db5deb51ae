/** The WebAssembly modules, and how large each may be when compressed by brotli. Whoever lets one grow says why. */
export const MODULES = [
  // 97 KB are for deciding and fetching keys; the rest is the exchange, which must see the same gate.
  { name: 'core', crate: 'wasm', features: ['remote-keys', 'exchange'], kilobytes: 114 },
  { name: 'signatures', crate: 'wasm/signatures', features: [], kilobytes: 34 },
  { name: 'explain', crate: 'wasm', features: ['explain'], kilobytes: 305 },
]

/** What engines must have: all that Rust's target asks for, and nothing that Node 20 lacks. */
export const FEATURES = [
  'bulk-memory', 'bulk-memory-opt', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext',
]
