/** Runs `work` with a method replaced, and counts its calls. */
export const replacing = async (object, method, replace, work) => {
  const original = object[method]
  let calls = 0
  object[method] = function (...given) {
    calls += 1
    return replace.call(this, original, given)
  }
  try {
    await work()
  } finally {
    object[method] = original
  }
  return calls
}

/** What changes nothing. */
export const pass = function (original, given) {
  return original.apply(this, given)
}
