// What the WebAssembly modules import, how large they are, and that they tell nothing of the machine that built them.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { brotliCompressSync, constants } from 'node:zlib'

import { MODULES } from '../scripts/modules.mjs'

for (const { name, kilobytes } of MODULES) {
  const bytes = readFileSync(new URL(`../dist/wasm/${name}.wasm`, import.meta.url))

  test(`${name}.wasm imports nothing but wasm-bindgen's own and the question to the host`, () => {
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes))
    const own = /^__wbindgen_|^__wbg_(__wbindgen_\w+|verify)_[0-9a-f]+$/
    const foreign = imports.filter((it) => it.module !== `./${name}_bg.js` || it.kind !== 'function' || !own.test(it.name))
    assert.deepEqual(foreign, [])
  })

  test(`${name}.wasm has at most ${kilobytes} KB when compressed`, (context) => {
    const size = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length
    context.diagnostic(`${bytes.length} bytes, ${size} by brotli`)
    assert(size <= kilobytes * 1000, `${size} bytes`)
  })

  test(`${name}.wasm holds no path of the machine that built it`, () => {
    const text = bytes.toString('latin1')
    for (const place of [process.env.HOME, process.cwd(), '/registry/src', '.cargo']) assert(!text.includes(place), place)
  })
}
