/** Reads JSON that the core wrote or proved to be strict, and freezes all of it. */
export const frozen = <T>(json: string): T => deepFreeze(JSON.parse(json)) as T

const deepFreeze = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) deepFreeze(member)
  return Object.freeze(value)
}
