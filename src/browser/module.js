// Modules that are fetched when they are needed. Each is held to what this page was
// built with: the build puts in the SHA-256 of each file, by its path, as HASHES. A
// host that serves anything else, because another version is there by now or because
// somebody has changed it, gets nothing run.
const here = (path) => new URL(path, document.baseURI).href;

// A page that Trunk built has no hashes.
const hashes = typeof HASHES === "undefined" ? {} : HASHES;

// The module of a script and, where it has one, its WebAssembly, ready to be used.
// Rejects with the reason: "unreachable", "changed", or a status.
export async function load(script, wasm) {
  try {
    await hold(script);
    const module = await import(here(script));
    if (wasm) await module.default({ module_or_path: whole(wasm) });
    return module;
  } catch {
    throw (await why(script)) ?? (await why(wasm)) ?? "changed";
  }
}

// Of a part, the name tells the hash.
function integrity(path) {
  const [, own] = path.match(/-([\w-]{43})\.wasm$/) ?? [];
  return own ? `sha256-${own.replaceAll("-", "+").replaceAll("_", "/")}=` : (hashes[path] ?? "");
}

const ask = (path) => fetch(here(path), { integrity: integrity(path) });

// Files that were asked for before anybody needed them.
const prefetched = new Map();

// If a prefetch failed, its first user is told, and the next one asks again.
function whole(path) {
  const coming = prefetched.get(path) ?? ask(path);
  prefetched.delete(path);
  return coming;
}

// Begins to fetch files that will be needed.
export function prefetch(paths) {
  for (const path of paths) {
    const coming = ask(path);
    coming.catch(() => {});
    prefetched.set(path, coming);
  }
}

// Puts a script among those that `import` takes, once it is what it has to be.
function hold(path) {
  const link = document.createElement("link");
  // Where the browser knows no such links, the copy that was looked at is what
  // `import` finds in the cache.
  if (!link.relList.supports("modulepreload")) {
    return whole(path).then((response) => response.ok || Promise.reject());
  }
  return new Promise((resolve, reject) => {
    link.rel = "modulepreload";
    link.integrity = integrity(path);
    link.onload = resolve;
    link.onerror = reject;
    link.href = here(path);
    document.head.append(link);
  });
}

// What keeps a file away; nothing where it is there as it was built.
async function why(path) {
  if (!path) return undefined;
  let response;
  try {
    response = await fetch(here(path), { cache: "no-store" });
  } catch {
    return "unreachable";
  }
  // What is no longer there belongs to a version that was replaced.
  if (response.status === 404 || response.status === 410) return "changed";
  if (!response.ok) return String(response.status);
  const digest = await crypto.subtle?.digest("SHA-256", await response.arrayBuffer());
  if (!digest) return undefined;
  const text = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return integrity(path) === `sha256-${text}` ? undefined : "changed";
}

// Adds a style sheet, once. Rejects as `load` does.
export async function addStyle(path) {
  if ([...document.styleSheets].some((it) => it.href === here(path))) return;
  const link = document.createElement("link");
  const loaded = new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = reject;
  });
  link.rel = "stylesheet";
  link.integrity = integrity(path);
  link.href = here(path);
  document.head.append(link);
  try {
    await loaded;
  } catch {
    link.remove();
    throw (await why(path)) ?? "changed";
  }
}

let failure = "unreachable";

// Why the last part of the page could not be fetched.
export const lastFailure = () => failure;

// Begins to fetch a part of the page's own module. What it returns instantiates the part
// once its imports are there.
export function fetched(path) {
  const bytes = whole(path).then((response) => {
    if (!response.ok) throw response;
    return response.arrayBuffer();
  });
  bytes.catch(() => {});
  return async (imports) => {
    try {
      return await WebAssembly.instantiate(await bytes, imports);
    } catch (error) {
      failure = (await why(path)) ?? "changed";
      throw error;
    }
  };
}
