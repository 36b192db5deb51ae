/** The handles of the module that exchanges. */
import type { CryptoChoice } from '../contract.js'
import { type Signatures, signaturesFor } from '../crypto/signatures.js'
import { twins } from '../twins.js'
import * as wasm from '../wasm/exchange.js'

/** A gate in that module, and who answers its questions. */
export class ExchangingGate {
  readonly handle: wasm.Gate
  readonly signatures: Signatures

  constructor(policy: string, crypto: CryptoChoice) {
    this.handle = new wasm.Gate(new wasm.Policy(policy))
    this.signatures = signaturesFor(() => this.handle, crypto)
  }

  setKeys(issuer: string, jwks: string): void {
    this.handle.setKeys(issuer, jwks)
    this.signatures.forget()
  }

  forgetKeys(issuer: string): void {
    this.handle.forgetKeys(issuer)
    this.signatures.forget()
  }

  free(): void {
    this.handle.free()
  }
}

/** The same gate in that module. */
export const twinOf = twins((policy, crypto) => new ExchangingGate(policy, crypto))
