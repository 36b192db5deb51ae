/** The two WebAssembly modules, and what they may import: wasm-bindgen's own, and the question to the host. */
export const MODULES = [
  { name: 'core', features: [] },
  // { name: 'explain', features: ['explain'] },
]

/** What engines must have: all that Rust's target asks for, and nothing that Node 20 lacks. */
export const FEATURES = [
  'bulk-memory', 'bulk-memory-opt', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext',
]
