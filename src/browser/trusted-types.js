// Leptos builds its static markup through `innerHTML`, which the page's policy
// forbids to plain strings. This lets markup through that can run and load nothing;
// the sinks that run a script or load one from an address stay shut, but to the worker
// that keeps the page for offline use.
const RUNS = /<(?:script|i?frame|object|embed|base|link|meta|style|img)\b|[\s"'/]on\w+\s*=|javascript:/i;

globalThis.trustedTypes?.createPolicy("default", {
  createHTML: (markup) => (RUNS.test(markup) ? null : markup),
  createScriptURL: (address) => (address === "sw.js" ? address : null),
});
