// Keeps the page for visits without a network. It knows the page's own files and nothing else; whatever is asked beside them goes the
// usual way. A new version comes with the next visit after all windows of the old one are closed, never in the middle of work.
const CACHE = 'inspector-__VERSION__'
const FILES = __FILES__

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)))
})

self.addEventListener('activate', (event) => {
  const forget = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith('inspector-') && name !== CACHE)
    await Promise.all(old.map((name) => caches.delete(name)))
  }
  event.waitUntil(forget())
})

self.addEventListener('fetch', (event) => {
  const answer = async () => {
    const cache = await caches.open(CACHE)
    // What stands behind `?` chooses nothing here.
    return (await cache.match(event.request, { ignoreSearch: true })) ?? fetch(event.request)
  }
  event.respondWith(answer())
})
