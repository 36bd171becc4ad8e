// Keeps this release's own files for those who asked for that, and nothing else: not
// config.json, not what Azure or Entra answer, and nothing of a session. The build puts in
// FILES, the SHA-256 of each file by its path, and START, those without which nothing shows.
//
// A release is kept whole or not at all: each file is held to its hash before this worker
// may take over, and until then the one before goes on.
const ours = `jit-doctor ${registration.scope} `;
const own = ours + VERSION;

const here = (path) => new URL(path, registration.scope).href;

const copies = async () => (await caches.keys()).filter((it) => it.startsWith(ours));

addEventListener("install", (event) => event.waitUntil(fill()));

async function fill() {
  const was = await caches.has(own);
  const cache = await caches.open(own);
  const left = Object.keys(FILES);
  const next = async () => {
    for (let path = left.pop(); path; path = left.pop()) await add(cache, path);
  };
  try {
    await Promise.all(Array.from({ length: 6 }, next));
  } catch (error) {
    // What was whole before stays.
    if (!was) await caches.delete(own);
    throw error;
  }
}

async function add(cache, path) {
  // What an earlier release has under a name that tells its content is not fetched again.
  const isNamedByContent = path.startsWith("assets/");
  const had = isNamedByContent && (await caches.match(here(path)));
  // Nor is what the browser's own cache has; a file under a fixed name is asked after.
  const freshness = isNamedByContent ? "default" : "no-cache";
  const response = had || (await fetch(here(path), { cache: freshness, redirect: "error" }));
  const digest = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  if (!response.ok || hash !== FILES[path]) throw new Error(`${path} is not of this release`);
  await cache.put(here(path), response);
}

addEventListener("activate", (event) => event.waitUntil(clear()));

// A tab that was open before may still want parts of the release before this one.
async function clear() {
  const before = (await copies()).filter((it) => it !== own);
  await Promise.all(before.slice(0, -1).map((it) => caches.delete(it)));
  await clients.claim();
}

// What the reader says: that this release may take over, or, where a copy was deleted and
// this worker is still there, that it be kept again.
addEventListener("message", (event) => {
  const [port] = event.ports;
  if (event.data === "take") skipWaiting();
  if (event.data !== "fill") return;
  const filled = fill().then(() => true, () => false);
  event.waitUntil(filled.then((it) => port.postMessage(it)));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  const scope = new URL(registration.scope);
  if (request.method !== "GET" || origin !== scope.origin || !pathname.startsWith(scope.pathname)) return;
  const path = pathname.slice(scope.pathname.length);
  if (request.mode === "navigate") {
    if (path === "" || path === "index.html") event.respondWith(page(request));
  } else if (!search && (Object.hasOwn(FILES, path) || path.startsWith("assets/"))) {
    event.respondWith(file(request, path));
  }
});

// A copy that the browser has thinned out is not begun with: the host has all of it.
async function page(request) {
  const cache = await caches.open(own);
  const start = await Promise.all(START.map((it) => cache.match(here(it))));
  return start.every(Boolean) ? start[0] : fetch(request);
}

async function file(request, path) {
  const cache = await caches.open(own);
  const kept = await cache.match(here(path));
  const older = !kept && path.startsWith("assets/") ? await caches.match(here(path)) : undefined;
  return kept ?? older ?? fetch(request);
}
