// What a host serves at the address in HOSTED, in Chromium: no server of ours takes part.
// `cargo xtask hosts` runs it against Debian's nginx and Caddy.
import { defineConfig, devices } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: "hosted.js",
  outputDir: "../../test-results/hosted",
  workers: 2,
  fullyParallel: true,
  timeout: 30_000,
  expect: { timeout: 15_000 },
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env.HOSTED,
    locale: "en-GB",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--disable-background-networking", "--disable-component-update", "--disable-gpu", "--disable-sync", "--no-first-run"],
    },
  },
});
