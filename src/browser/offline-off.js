// The end of what sw.js keeps, for a host that wants rid of it: served in that file's
// place, it deletes the copies and takes itself off. Open tabs go on as they are.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(end()));

async function end() {
  const copies = (await caches.keys()).filter((it) => it.startsWith(`jit-doctor ${registration.scope} `));
  await Promise.all(copies.map((it) => caches.delete(it)));
  await registration.unregister();
}
