// Makes one file of the page that was built in the mode `single`: for an e-mail, a stick, a machine without network. Its policy
// names its one script and its one style sheet by their hashes, so nothing that is added to it would run.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const folder = new URL('../out/', import.meta.url)
const read = (path) => readFileSync(new URL(path, folder), 'utf8')
const sha256 = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const page = read('index.html')
const take = (pattern) => {
  const found = pattern.exec(page)
  if (found === null) throw new Error(`the page has no ${pattern}`)
  return found
}
const [scriptTag, scriptPath] = take(/<script type="module"[^>]* src="([^"]+)"><\/script>/)
const [styleTag, stylePath] = take(/<link rel="stylesheet"[^>]* href="([^"]+)">/)
const [iconTag, iconPath] = take(/<link rel="icon" href="([^"]+)"[^>]*>/)

// In a script only these two could end it, or hide its end. In the script's own strings a backslash there means nothing.
const script = read(scriptPath).replace(/<(?=\/script|!--)/gi, '<\\')
const style = read(stylePath)
const icon = `data:image/svg+xml;base64,${Buffer.from(read(iconPath)).toString('base64')}`
const policy = [
  "default-src 'none'", `script-src ${sha256(script)} 'wasm-unsafe-eval'`, `style-src ${sha256(style)}`, 'img-src data:', "connect-src 'none'",
  "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
].join('; ')

const file = page
  .replaceAll('%POLICY-OF-FILE%', () => policy)
  .replace(scriptTag, '')
  .replace(styleTag, () => `<style>${style}</style>`)
  .replace(iconTag, () => `<link rel="icon" href="${icon}">`)
  .replace('</body>', () => `<script type="module">${script}</script>\n</body>`)
writeFileSync(new URL('inspector.html', folder), file)
