// The headers of the hosted page, read from the file that hosts read: `public/_headers` of Cloudflare Pages and Netlify.
import { readFileSync } from 'node:fs'

/** Paths in which `*` stands for anything, each with its headers. */
export const rules = readFileSync(new URL('../public/_headers', import.meta.url), 'utf8')
  .split('\n')
  .reduce((list, line) => {
    const header = /^\s+([^:]+): (.*)$/.exec(line)
    if (header !== null) list.at(-1).headers.push([header[1], header[2]])
    else if (line !== '') list.push({ path: new RegExp(`^${line.replace('*', '.*')}$`), headers: [] })
    return list
  }, [])

export const headersOf = (path) => rules.filter((rule) => rule.path.test(path)).flatMap(({ headers }) => headers)

/** The content security policy, and the part of it that a `<meta>` may carry. */
export const policy = headersOf('/').find(([name]) => name === 'Content-Security-Policy')[1]
export const metaPolicy = policy.split('; ').filter((it) => !it.startsWith('frame-ancestors')).join('; ')
