// Builds the package into dist/: the core to WebAssembly by wasm-pack, then the shell around it by tsc.
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

import { FEATURES, MODULES } from './modules.mjs'

process.chdir(new URL('..', import.meta.url).pathname)

const run = (command, ...args) =>
  execFileSync(command, args, { stdio: 'inherit', env: { ...CLANG, ...process.env, ...UNSTABLE, [RUSTFLAGS]: `${FLAGS} ${namelessPaths()}` } })

/** Messages of panics hold paths; those of this machine are nobody's business, and would make every build another one. */
const namelessPaths = () => {
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src')
  const sysroot = execFileSync('rustc', ['--print', 'sysroot'], { encoding: 'utf8' }).trim()
  const folders = [...readdirSync(sources).map((it) => join(sources, it)), join(sysroot, 'lib/rustlib/src/rust'), resolve('..')]
  return folders.map((it) => `--remap-path-prefix=${it}/=`).join(' ')
}

const build = ({ name, crate, features }) => {
  const raw = `build/${name}`
  run(
    'wasm-pack', 'build', `../${crate}`, '--mode', 'no-install', '--target', 'web', '--profile', 'wasm', '--no-pack',
    '--out-dir', resolve(raw), '--out-name', name, '--', '--locked', ...SMALL_STD, ...features.flatMap((it) => ['--features', it]),
  )
  const wasm = `src/wasm/${name}.wasm`
  run('node_modules/.bin/wasm-opt', ...FEATURES.map((it) => `--enable-${it}`), ...PASSES, `${raw}/${name}_bg.wasm`, '-o', wasm)
  const glue = readFileSync(`${raw}/${name}.js`, 'utf8')
  writeFileSync(`src/wasm/${name}.js`, encodeLongTextsAtOnce(acceptModulesOfOtherRealms(glue)))
  copyFileSync(`${raw}/${name}.d.ts`, `src/wasm/${name}.d.ts`)
  writeFileSync(`src/wasm/${name}-base64.js`, `export const base64 = '${readFileSync(wasm).toString('base64')}'\n`)
  writeFileSync(`src/wasm/${name}-base64.d.ts`, 'export declare const base64: string\n')
}

/** In Next's edge runtime a `WebAssembly.Module` is no instance of the `WebAssembly.Module` that scripts see. */
const acceptModulesOfOtherRealms = (glue) => {
  const question = 'module instanceof WebAssembly.Module'
  if (!glue.includes(`(!(${question}))`)) throw new Error(`wasm-bindgen no longer asks \`${question}\``)
  return glue.replace(question, "Object.prototype.toString.call(module) === '[object WebAssembly.Module]'")
}

/** Texts go over letter by letter, which for a token takes as long as a quarter of all but its signature; the host has a faster way. */
const encodeLongTextsAtOnce = (glue) => {
  const loop = 'for (; offset < len; offset++) {'
  if (glue.includes('function passStringToWasm0') && !glue.includes(loop)) throw new Error('wasm-bindgen passes texts in another way')
  return glue.replace(loop, 'for (; offset < len && len < 128; offset++) {')
}

// ring is written in C, too. Other compilers than clang know no WebAssembly.
const CLANG = { CC_wasm32_unknown_unknown: 'clang', AR_wasm32_unknown_unknown: 'llvm-ar' }
const RUSTFLAGS = 'CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS'
// Rust's standard library as it comes is compiled for speed, and brings all that it says when it panics, to nobody. Built from its
// source it is smaller by a thirteenth of the whole module. Cargo and the compiler call that unstable, and want to be asked so.
const SMALL_STD = ['-Zbuild-std=std', '-Zbuild-std-features=optimize_for_size']
const FLAGS = '-C target-feature=+simd128 -Zunstable-options -C panic=immediate-abort'
const UNSTABLE = { RUSTC_BOOTSTRAP: '1' }
// Rust's stack begins at the bottom and grows towards it: nobody comes to its last 1024 bytes without having gone through all of it.
const PASSES = ['-Oz', '--converge', '--low-memory-unused', '--strip-debug', '--strip-producers', '--strip-target-features']

for (const folder of ['build', 'dist', 'src/wasm']) rmSync(folder, { recursive: true, force: true })
mkdirSync('src/wasm', { recursive: true })
MODULES.forEach(build)
run('node_modules/.bin/tsc')
cpSync('src/wasm', 'dist/wasm', { recursive: true })
copyFileSync('../src/policy/schema.json', 'policy.schema.json')
copyFileSync('../docs/codes.md', 'codes.md')
for (const license of ['LICENSE-APACHE', 'LICENSE-MIT']) copyFileSync(`../${license}`, license)
