/** The entry for Deno. */
import { listeningAt, surroundingsOf } from './environment.ts'
import { handlerOf } from './handler.ts'

declare const Deno: { serve(options: object, handler: (request: Request) => Promise<Response>): void }

// Deno decodes only what it was asked to accept.
const handler = handlerOf(surroundingsOf(process.env, 'refused'))
const onListen = (address: unknown) => console.log(JSON.stringify({ event: 'listening', address }))
Deno.serve({ ...listeningAt(process.env), onListen }, (request) => handler(request))
