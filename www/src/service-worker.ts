/** Lets the hosted page be opened without a network. */

interface ScriptUrls {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string }
}

export const startServiceWorker = (): void => {
  if (!('serviceWorker' in navigator) || location.protocol === 'file:') return
  // The content security policy allows one policy of this name; it makes one address.
  const types = (globalThis as { trustedTypes?: ScriptUrls }).trustedTypes
  const address = types?.createPolicy('sw', { createScriptURL: () => 'sw.js' }).createScriptURL('') ?? 'sw.js'
  navigator.serviceWorker.register(address).catch(() => {
    // Browsers refuse it in private windows and over plain http; then the page needs the network to be opened, and nothing else.
  })
}
