// The way to the rest of the page, which is fetched when it is needed.
let loading;

// Fetches it and hands over. `ready` is called when the front page may go.
export async function open(pasted, ready) {
  loading ??= load();
  const app = await loading;
  await app.start(pasted, ready);
}

async function load() {
  try {
    const app = await import(new URL("app/app.js", document.baseURI).href);
    await app.default();
    return app;
  } catch (error) {
    // The next attempt tries again.
    loading = undefined;
    throw error;
  }
}
