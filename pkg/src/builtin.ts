interface Builtins {
  readonly 'node:buffer': typeof import('node:buffer')
  readonly 'node:crypto': typeof import('node:crypto')
}

/**
 * A module of Node's own, which Deno, Bun and workerd (with `nodejs_compat`) have, too, or nothing. Nothing is imported, so that
 * bundlers for other places have nothing to trip over.
 */
export const builtin = <Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined => {
  try {
    return globalThis.process?.getBuiltinModule?.(name) as Builtins[Name] | undefined
  } catch {
    // Next's edge runtime has all functions of Node's `process`, and each of them throws.
    return undefined
  }
}
