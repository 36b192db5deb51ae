import { answers } from './suite.mjs'

/** Hands the answers to the server. */
export const report = async (claimgate) => fetch('/answers', { method: 'POST', body: JSON.stringify(await answers(claimgate)) })
