// The page's side of the worker that keeps its files (offline-worker.js). It is a file of
// its own, fetched by those who ask for a copy or have one.
const workers = navigator.serviceWorker;

// Whoever keeps a copy may also have the page installed; nobody else fetches what that takes.
function offerToInstall() {
  if (document.querySelector("link[rel=manifest]")) return;
  const link = document.createElement("link");
  link.rel = "manifest";
  link.href = new URL("manifest.json", document.baseURI).href;
  document.head.append(link);
}

// The one of this page, and not of a folder above it.
async function registered() {
  const own = await workers?.getRegistration();
  return own?.scope === new URL("./", document.baseURI).href ? own : undefined;
}

const copies = async (own) => (await caches.keys()).filter((it) => it.startsWith(`jit-doctor ${own.scope} `));

// "impossible", "none", "kept", or "waiting" where a newer release is there to be taken.
export async function state() {
  if (!workers || !globalThis.caches) return "impossible";
  const own = await registered();
  if (own?.active) offerToInstall();
  if (own?.waiting) return "waiting";
  // A worker may be there without a copy: one that could not be filled again.
  return own?.active && (await copies(own)).length > 0 ? "kept" : "none";
}

// Rejects where not every file arrived as it was built.
export async function keep() {
  const own = await workers.register("sw.js", { updateViaCache: "none" });
  const installing = own.installing;
  await settled(installing ?? own.active ?? own.waiting);
  // It stays with this page even after its copy was deleted.
  if (!installing) await filled(own.active);
}

function filled(worker) {
  const { port1, port2 } = new MessageChannel();
  worker.postMessage("fill", [port2]);
  return new Promise((resolve, reject) => {
    port1.onmessage = ({ data }) => (data ? resolve() : reject());
  });
}

function settled(worker) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject();
    };
    worker.addEventListener("statechange", look);
    look();
  });
}

export async function remove() {
  const own = await registered();
  if (!own) return;
  await Promise.all((await copies(own)).map((it) => caches.delete(it)));
  await own.unregister();
}

// Resolves once a newer release is there to be taken, which may be never.
export async function newer() {
  const own = await registered();
  if (own) offerToInstall();
  while (own && !own.waiting) {
    await new Promise((resolve) => {
      const look = () => own.installing?.addEventListener("statechange", resolve);
      own.addEventListener("updatefound", look);
      look();
    });
  }
  if (!own) await new Promise(() => {});
}

// Has the newer release take over, and begins anew with it.
export async function take() {
  const own = await registered();
  // Another tab has taken it.
  if (!own?.waiting) return location.reload();
  workers.addEventListener("controllerchange", () => location.reload());
  own.waiting.postMessage("take");
}
