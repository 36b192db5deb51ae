/** A reporter for `node --test` that says in one line how many tests passed and failed, as the repository's other tests do. */
export default async function* count(events) {
  const counts = { pass: 0, fail: 0 }
  for await (const { type, data } of events) {
    const [, name, number] = (type === 'test:diagnostic' && /^(pass|fail) (\d+)$/.exec(data.message)) || []
    if (name !== undefined) counts[name] = Number(number)
  }
  yield `${counts.pass} passed, ${counts.fail} failed\n`
}
