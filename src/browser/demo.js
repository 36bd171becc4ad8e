// The way to the demo's backend, which is loaded when the demo is opened.
let loading;

function backend() {
  loading ??= load();
  return loading;
}

async function load() {
  try {
    const backend = await import(new URL("demo/demo.js", document.baseURI).href);
    await backend.default();
    return backend;
  } catch (error) {
    // The next visit tries again.
    loading = undefined;
    throw error;
  }
}

export async function estates() {
  return (await backend()).estates();
}

export async function open(name, now) {
  return (await backend()).open(name, now);
}

export async function token(tenant, now) {
  return (await backend()).token(undefined, tenant, now);
}

export async function request(json) {
  return (await backend()).request(json);
}
