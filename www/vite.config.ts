import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { defineConfig, type Plugin } from 'vite'

import { picture, singleFile } from './build/first-picture.ts'
import { EXAMPLE_NOW } from './src/example-time.ts'

/** Writes the example into the page, so that its verdict is seen before any script has run. */
const firstPicture = (isSingle: boolean): Plugin => ({
  name: 'first-picture',
  transformIndexHtml: {
    order: 'pre',
    handler: (page) => {
      const parts = picture(EXAMPLE_NOW, isSingle)
      return page.replace(/%([A-Z-]+)%/g, (all, name: string) => {
        // The policy of the single file holds the hashes of what is in it, so that one is filled in at last.
        if (name === 'POLICY-OF-FILE') return all
        const part = parts[name]
        if (part === undefined) throw new Error(`nothing is known that could stand for %${name}%`)
        return part
      })
    },
  },
})

/**
 * The module that explains can decide and check signatures, too, so the page needs no other: what the package's gate imports from
 * the smaller modules comes from the larger.
 */
const oneModule = (): Plugin => ({
  name: 'one-module',
  enforce: 'pre',
  resolveId: {
    filter: { id: /\/wasm\/(core|signatures)\.js$/ },
    handler: (_, importer) =>
      importer?.includes('/pkg/dist/') ? fileURLToPath(new URL('wasm/explain.js', PACKAGE)) : undefined,
  },
})

/**
 * Brings the bytes of that module as a text of one character for each, in place of base64: a fifth less to load, for bytes that
 * are alike stay alike, and compress. Each is changed by the same key, so that the frequent ones need neither two bytes nor an escape.
 */
const bytesAsText = (): Plugin => ({
  name: 'bytes-as-text',
  enforce: 'pre',
  resolveId: { filter: { id: /^claimgate\/explain$/ }, handler: () => '\0explain' },
  load: {
    filter: { id: /^\0explain$/ },
    handler: () => {
      const bytes = readFileSync(new URL('wasm/explain.wasm', PACKAGE))
      const key = shortestKey(bytes)
      // A template literal makes one character of these, and HTML another one of NUL.
      const escaped = Buffer.from(bytes.map((it) => it ^ key)).toString('latin1').replace(/[\\`$]/g, '\\$&').replaceAll('\r', '\\r').replaceAll('\0', '\\x00')
      return `import { initSync } from '${fileURLToPath(new URL('wasm/explain.js', PACKAGE))}'
        const text = \`${escaped}\`
        const bytes = new Uint8Array(text.length)
        for (let place = 0; place < bytes.length; place++) bytes[place] = text.charCodeAt(place) ^ ${key}
        initSync({ module: await WebAssembly.compile(bytes) })
        export * from '${fileURLToPath(new URL('explain/index.js', PACKAGE))}'`
    },
  },
})

/** The key by which the text becomes the shortest, in bytes of UTF-8. */
const shortestKey = (bytes: Uint8Array): number => {
  const counts = new Array<number>(256).fill(0)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  const widths = counts.map((_, byte) => (byte === 0 ? 4 : byte >= 128 || '\r\\`$'.includes(String.fromCharCode(byte)) ? 2 : 1))
  const lengthBy = (key: number): number => counts.reduce((sum, count, byte) => sum + count * (widths[byte ^ key] ?? 0), 0)
  return counts.map((_, key) => key).reduce((best, key) => (lengthBy(key) < lengthBy(best) ? key : best))
}

/** Puts the page in one file beside the page that offers it. */
const download = (): Plugin => ({
  name: 'download',
  generateBundle() {
    const { path, bytes } = singleFile()
    this.emitFile({ type: 'asset', fileName: path, source: bytes })
  },
})

/** Names the files that the service worker keeps, and a version that changes with them. */
const serviceWorker = (): Plugin => ({
  name: 'service-worker',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const page = bundle['index.html']
      const files = ['./', 'icon.svg', ...Object.keys(bundle).filter((name) => !name.endsWith('.html'))]
      const contents = page?.type === 'asset' ? String(page.source) : ''
      const version = createHash('sha256').update(JSON.stringify([files, contents])).digest('hex').slice(0, 16)
      const source = readFileSync(new URL('build/service-worker.js', import.meta.url), 'utf8')
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: source.replace('__VERSION__', version).replace('__FILES__', JSON.stringify(files)) })
    },
  },
})

const PACKAGE = new URL('../pkg/dist/', import.meta.url)

/** `--mode single` builds what `build/single-file.mjs` makes one file of, into `out/`. */
export default defineConfig(({ mode }) => {
  const isSingle = mode === 'single'
  return {
    base: './',
    plugins: [firstPicture(isSingle), oneModule(), bytesAsText(), ...(isSingle ? [] : [download(), serviceWorker()])],
    build: {
      target: 'es2022',
      modulePreload: false,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2000,
      outDir: isSingle ? 'out' : 'dist',
      rolldownOptions: { output: { codeSplitting: !isSingle } },
    },
  }
})
