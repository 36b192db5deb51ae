/** Asks the package everything, and tells what there was to answer. The same in every runtime. */
import { fromAfar } from './afar.mjs'
import { answersTo } from './answers.mjs'
import { cryptoHere, groupsOf } from './questions.mjs'
import files from './vectors.mjs'

/** `server` is the address of one that may be asked for keys, where there is a network. */
export const answers = async (claimgate, server) => {
  const crypto = cryptoHere(claimgate)
  const more = server === undefined ? [] : fromAfar(claimgate, files, server)
  return { crypto, groups: await answersTo([...groupsOf(claimgate, files, crypto), ...more]) }
}
