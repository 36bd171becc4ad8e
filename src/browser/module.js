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

// Whether this page came out of the copy that the browser keeps.
export const isKept = () => navigator.serviceWorker?.controller?.scriptURL === here("sw.js");

// Does one of the things that offline.js can do.
export const offline = async (name) => (await load("offline.js"))[name]();

// Of a part, and of the list of parts, the name tells the hash.
function integrity(path) {
  const [, own] = path.match(/-([\w-]{43})\.\w+$/) ?? [];
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

// Begins to fetch a file that will be needed.
function prefetch(path) {
  const coming = ask(path);
  coming.catch(() => {});
  prefetched.set(path, coming);
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

// Style sheets that are there or on their way.
const styles = new Map();

// Adds a style sheet, once. Rejects as `load` does.
export function addStyle(path) {
  const coming = styles.get(path) ?? styled(path);
  styles.set(path, coming);
  coming.catch(() => styles.delete(path));
  return coming;
}

async function styled(path) {
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

// The page's own module reaches its parts in two ways: the page that is the first to be
// opened has all of them in one file, its opening; whatever else is needed later comes in
// a file of its own for each few parts. They are the same parts, and none may be there twice.

// By the first word of an address: the opening, the set of the files that it stands
// for, and whether only who has a session sees that page.
let openings = new Map();

// The one that was begun, if any.
let opening;

// Whether a part is there, or on its way, by itself.
let isLate = false;

// The address of each part's file by its number, in a file of their own, which is fetched
// with the first part that comes by itself.
let list;
let addresses;

function listed() {
  addresses ??= whole(list).then((response) => (response.ok ? response.json() : Promise.reject(response)));
  addresses.catch(() => (addresses = undefined));
  return addresses;
}

// Whether a bit set, written as a hexadecimal number, holds this number.
export const has = (set, number) => (BigInt(set) >> BigInt(number)) & 1n;

// Takes the openings, and begins to fetch what every page shows first, while the page's
// own module is on its way.
export function offer(parts, all, languages) {
  list = parts;
  openings = new Map(all);
  for (const path of ["config.json", `text/${likely(languages)}.json`]) preload(path);
}

// Begins to fetch what the page in the address takes, once the front's words can be seen:
// on a phone, fetching it earlier would hold up those words.
export function begin() {
  const [, word = "", of] = location.hash.split("?")[0].split("/");
  const isBeside = /[?&]demo=/.test(location.hash);
  const isDemo = isBeside || (word === "demo" && of);
  const [path, set, takesSession] = openings.get(isDemo ? "demo/" : word) ?? [];
  if (!path || opening || isLate) return;
  // A kept copy has the parts, and not each page's own sum of them.
  if (isKept()) return;
  const make = drawn().then(() => {
    if (isDemo || word === "demo") {
      prefetch("demo/demo_bg.wasm");
      hold("demo/demo.js").catch(() => {});
    }
    if (takesSession || isDemo) addStyle("signed-in.css").catch(() => {});
    if (["subscription", "fleet"].includes(word)) addStyle("many.css").catch(() => {});
    return compiled(path);
  });
  let made;
  opening = {
    set,
    ready: (imports) => (made ??= make.then((it) => WebAssembly.instantiate(it, imports))),
  };
}

// When something of the page can be seen. A tab in the background shows nothing.
const drawn = () =>
  new Promise((resolve) => {
    setTimeout(resolve, document.hidden ? 0 : 999);
    const look = (paints) => paints.getEntriesByName("first-contentful-paint").forEach(resolve);
    new PerformanceObserver(look).observe({ type: "paint", buffered: true });
  });

// The language that src/words.rs will most likely begin with. If this is wrong, it
// asks for the right one.
function likely(languages) {
  let chosen;
  try {
    chosen = localStorage.getItem("jit-doctor.language");
  } catch {
    // Then nothing was chosen.
  }
  const [, asked] = location.hash.match(/[?&]lang=(\w+)/) ?? [];
  const tags = [asked, chosen, ...navigator.languages].map((it) => it?.slice(0, 2));
  return tags.find((it) => languages.includes(it)) ?? "en";
}

// Has the browser fetch a file for whoever will ask for it in the usual way.
function preload(path) {
  const link = document.createElement("link");
  link.rel = "preload";
  link.as = "fetch";
  link.crossOrigin = "anonymous";
  link.href = here(path);
  document.head.append(link);
}

// A module that is compiled as soon as it is there, whoever may need it by then.
function compiled(path) {
  const module = whole(path).then(async (response) => {
    if (!response.ok) throw response;
    return WebAssembly.compile(await response.arrayBuffer());
  });
  module.catch(() => {});
  return module;
}

// Begins to fetch a file of parts. What it returns instantiates it once its imports are
// there.
export function fetched(number) {
  const alone = () => listed().then((all) => compiled(all[number]));
  const together = opening && has(opening.set, number) ? opening : undefined;
  let module = together ? undefined : alone();
  module?.catch(() => {});
  isLate = true;
  return async (imports) => {
    try {
      const instance = await together?.ready(imports).catch(() => undefined);
      if (instance) return instance;
      // Where the opening could not be had, each file is tried by itself.
      module ??= alone();
      return await WebAssembly.instantiate(await module, imports);
    } catch (error) {
      const path = await listed().then((all) => all[number], () => list);
      failure = (await why(path)) ?? "changed";
      throw error;
    }
  };
}
