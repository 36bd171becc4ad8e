// Pictures of every screen, to be looked at: no part of the tests.
// `cargo xtask screenshots` writes them to test-results/screens.
import { defineConfig } from "@playwright/test";

import base from "./playwright.config.js";

export default defineConfig(base, {
  timeout: 60_000,
  projects: [{ name: "screenshots", testMatch: "screenshots.js" }],
});
