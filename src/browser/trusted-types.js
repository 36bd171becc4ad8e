// Leptos builds its static markup through `innerHTML`, which the page's policy
// forbids to plain strings. This lets markup through and nothing else: the
// sinks that run a script or load one from an address stay shut.
globalThis.trustedTypes?.createPolicy("default", { createHTML: (markup) => markup });
