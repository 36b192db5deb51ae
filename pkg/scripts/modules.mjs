/** The WebAssembly modules, and how large each may be when compressed by brotli. Whoever lets one grow says why. */
export const MODULES = [
  { name: 'core', crate: 'wasm', features: ['remote-keys'], kilobytes: 83 },
  { name: 'signatures', crate: 'wasm/signatures', features: [], kilobytes: 27 },
  // Each of these decides as well: modules share no memory, and so no gate.
  // 0.7 KB of it are for access tokens that come again, and for those that end with the conditions that admitted their job.
  { name: 'exchange', crate: 'wasm', features: ['exchange'], kilobytes: 87 },
  { name: 'explain', crate: 'wasm', features: ['explain'], kilobytes: 235 },
]

/** What engines must have: all that Rust's target asks for, SIMD for base64, and nothing that Node 20 or a browser of 2023 lacks. */
export const FEATURES = [
  'bulk-memory', 'bulk-memory-opt', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext', 'simd',
]
