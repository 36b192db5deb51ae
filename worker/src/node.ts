/** The entry for Node. */
import { createServer } from 'node:http'

import { listeningAt, surroundingsOf } from './environment.ts'
import { handlerOf } from './handler.ts'
import { listenerOf } from './node-http.ts'

const { port, hostname } = listeningAt(process.env)
const server = createServer(listenerOf(handlerOf(surroundingsOf(process.env))))
server.listen(port, hostname, () => console.log(JSON.stringify({ event: 'listening', address: server.address() })))
