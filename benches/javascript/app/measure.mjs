/**
 * Contestants take turns in short rounds, so that whatever else the machine does slows all of them; the median of the rounds counts.
 */

/** `clock` gives milliseconds; where time stands still between inputs and outputs, it waits for it to go on. */
export const measure = async (contestants, { rounds, milliseconds, clock }) => {
  const runners = []
  for (const { name, isAsync, verify } of contestants) {
    const run = isAsync ? awaiting(verify) : calling(verify)
    runners.push({ name, run, count: await countFor(run, milliseconds, clock), times: [] })
  }
  for (let round = 0; round < rounds; round++) {
    // Nobody always comes behind the same one.
    for (const { run, count, times } of turned(runners, round)) times.push((1000 * (await timeOf(run, count, clock))) / count)
  }
  return runners.map(({ name, times }) => ({ name, microseconds: medianOf(times) }))
}

export const medianOf = (times) => [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)]

const calling = (verify) => (count) => {
  for (let turn = 0; turn < count; turn++) verify()
}

const awaiting = (verify) => async (count) => {
  for (let turn = 0; turn < count; turn++) await verify()
}

const timeOf = async (run, count, clock) => {
  const begin = await clock()
  await run(count)
  return (await clock()) - begin
}

/** So many calls fill a round, when the code has become hot. */
const countFor = async (run, milliseconds, clock) => {
  let count = 8
  for (;;) {
    // The machine may pause at any moment; of three times the shortest is the truest.
    const tries = []
    for (let turn = 0; turn < 3; turn++) tries.push(await timeOf(run, count, clock))
    const time = Math.min(...tries)
    if (time >= milliseconds) return Math.max(1, Math.round((count * milliseconds) / time))
    count *= 2
  }
}

const turned = (list, by) => [...list.slice(by % list.length), ...list.slice(0, by % list.length)]
