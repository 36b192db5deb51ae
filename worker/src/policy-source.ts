/** Where the policy's document comes from. */
import type { TextStore } from './host.ts'

export interface PolicySource {
  /** For the log. */
  readonly name: string
  /** Whether it can become another one while the worker runs. */
  readonly changes: boolean
  /** The document as it is now; nothing if there is none. */
  readonly read: () => Promise<string | null>
}

/** A file that was deployed with the code. */
export const bundledPolicy = (text: string): PolicySource => ({ name: 'the policy of the deployment', changes: false, read: async () => text })

/** A setting or a secret. Another value comes with another deployment. */
export const policyInSetting = (text: string): PolicySource => ({ name: 'the setting `POLICY`', changes: false, read: async () => text })

/** A value in KV, or whatever else keeps texts and changes them. */
export const policyInKv = (store: TextStore, key: string): PolicySource => ({
  name: `the key \`${key}\` of \`POLICY_KV\``,
  changes: true,
  read: () => store.get(key),
})
