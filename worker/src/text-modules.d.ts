/** Files that wrangler deploys as texts: see `rules` in `wrangler.jsonc`. */
declare module '*/policy.json' {
  const text: string
  export default text
}
