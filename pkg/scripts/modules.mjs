/** The two WebAssembly modules, and how large each may be when compressed by brotli. Whoever lets one grow says why. */
export const MODULES = [
  { name: 'core', features: ['remote-keys'], kilobytes: 126 },
  { name: 'explain', features: ['explain'], kilobytes: 305 },
]

/** What engines must have: all that Rust's target asks for, and nothing that Node 20 lacks. */
export const FEATURES = [
  'bulk-memory', 'bulk-memory-opt', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext',
]
