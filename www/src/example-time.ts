/** 2026-10-08 18:33:20 UTC, while the tokens of the examples were valid. */
export const EXAMPLE_NOW = 1_791_484_400
