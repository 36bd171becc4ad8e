// Files that the real Azure CLI has collected. `cargo xtask collector` makes them and runs it.
import { defineConfig } from "@playwright/test";

import base from "./playwright.config.js";

export default defineConfig(base, {
  projects: [{ name: "collector", testMatch: "collector.js" }],
});
