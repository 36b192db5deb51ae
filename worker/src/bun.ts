/** The entry for Bun. */
import { listeningAt, surroundingsOf } from './environment.ts'
import { handlerOf } from './handler.ts'

declare const Bun: { serve(options: object): { readonly hostname: string; readonly port: number } }

const handler = handlerOf(surroundingsOf(process.env))
const { hostname, port } = Bun.serve({ ...listeningAt(process.env), fetch: (request: Request) => handler(request) })
console.log(JSON.stringify({ event: 'listening', address: { hostname, port } }))
