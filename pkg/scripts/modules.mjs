/** The two WebAssembly modules, and what they may import: wasm-bindgen's own, and the question to the host. */
export const MODULES = [
  { name: 'core', features: [], kilobytes: 126 },
  { name: 'explain', features: ['explain'], kilobytes: 290 },
]

/** What engines must have: all that Rust's target asks for, and nothing that Node 20 lacks. */
export const FEATURES = [
  'bulk-memory', 'bulk-memory-opt', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext',
]
