// Before anything else in a page: tells the server what goes wrong, scripts that cannot be loaded included.
const tell = (text) => fetch('/failure', { method: 'POST', body: JSON.stringify(text) })

addEventListener('error', ({ message, target }) => tell(message ?? `${target.src} cannot be loaded`), true)
addEventListener('unhandledrejection', ({ reason }) => tell(`${reason}\n${reason?.stack}`))
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => tell(`${violatedDirective} forbids ${blockedURI}`))
