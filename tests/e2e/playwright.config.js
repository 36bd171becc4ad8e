// Browser tests: the release in dist/ under the headers that ship with it, in
// the system's Chromium, with the simulated Azure under Azure's own names.
// `cargo xtask test --only e2e` builds what they need and runs them.
import { defineConfig, devices } from "@playwright/test";

import { arm, azurePort, entra, root, simulator, sites } from "./hosts.js";

// While one works on the tests, servers of one's own may stay up between runs.
const reuseExistingServer = Boolean(process.env.E2E_REUSE);

// The run's own program. Cargo would look whether it has to be compiled, and might find so.
const xtask = process.env.XTASK ?? "cargo xtask";

const mapped = [arm, entra].map((it) => `MAP ${new URL(it).host}:443 127.0.0.1:${azurePort}`);

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results",
  // What is heard of each screen.
  snapshotPathTemplate: "{testDir}/spoken/{arg}{ext}",
  // Acts wait for Azure, and somebody else's test has the processor meanwhile.
  workers: 4,
  fullyParallel: true,
  forbidOnly: true,
  // No test is about time. A machine that compiles beside them takes a few times as long.
  timeout: 90_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    baseURL: sites.good.url,
    ignoreHTTPSErrors: true,
    locale: "en-GB",
    // Only offline.spec.js is about the copy that a reader may have kept.
    serviceWorkers: "block",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-gpu",
        "--disable-sync",
        "--ignore-certificate-errors",
        "--no-first-run",
        `--host-resolver-rules=${mapped.join(",")}`,
      ],
    },
  },
  webServer: [
    ...Object.entries(sites).map(([name, site]) => ({
      name,
      command: `${xtask} host --port ${site.port} --config ${site.config}`,
      cwd: root,
      url: site.url,
      reuseExistingServer,
      timeout: 120_000,
    })),
    {
      name: "azure",
      command: `${xtask} azure --port ${azurePort}`,
      cwd: root,
      url: `${simulator}/_sim/estates`,
      ignoreHTTPSErrors: true,
      reuseExistingServer,
      timeout: 300_000,
    },
  ],
});
