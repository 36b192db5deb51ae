// In a page.
import { run } from './portable.mjs'

globalThis.results = run(() => performance.now())
