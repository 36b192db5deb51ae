import type { Gate } from '../index.js'
import { type KeyFailure, RemoteKeys } from '../keys/index.js'
import type { Fault } from './fault.js'

/**
 * Fetches the keys of the token's issuer, unless there are some or the policy does not trust it. A request may take `timeout` seconds;
 * `failed` hears why no keys came.
 */
export const fetchKeys = async (gate: Gate, token: string, timeout: number, failed: (fault: Fault) => void): Promise<void> => {
  const faults: Fault[] = []
  const onFailure = ({ issuer, problem: { code, pointer, message, fix } }: KeyFailure) =>
    void faults.push({ code, file: issuer, pointer, message, fix })
  const keys = new RemoteKeys(gate, { onlyMissing: true, timeout, onFailure })
  await keys.ready(token)
  keys.free()
  faults.forEach(failed)
}
