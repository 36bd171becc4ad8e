// What the page takes, measured: no part of the tests. `cargo xtask bench` runs it.
import { defineConfig } from "@playwright/test";

import base from "./playwright.config.js";

export default defineConfig(base, {
  timeout: 900_000,
  workers: 1,
  projects: [{ name: "bench", testMatch: "bench.js" }],
});
