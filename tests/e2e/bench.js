// How long the page takes for one VM beside the same reads by other means, and what a
// subscription takes as it grows. What begins with "bench: " is a figure; `cargo xtask
// bench` collects them.
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { arm, azurePort } from "./hosts.js";
import { MEGABYTE, holdMemories, memory } from "./memory.js";
import { expect, paste, route, subscription, test } from "./page.js";

const run = promisify(execFile);
const figure = (text) => console.log(`bench: ${text}`);
const median = (all) => all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)];

const TIMES = 5;
const SUBSCRIPTION = "3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08";

async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

// The time from the beginning of a run to its card and to the end, and the reads by when
// they were sent. A preflight takes as long as a read.
async function check(browser, azure, latency, estate = "healthy", goal = "request") {
  const { ask } = await azure.estate(estate);
  const token = await azure.token(estate, { latency, preflight: latency });
  // Nothing is remembered of the run before, preflights neither.
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto("/#/target");
  await paste(page, token.accessToken);
  await expect(subscription(page)).toBeVisible();
  await page.waitForLoadState("networkidle");
  const sent = [];
  page.on("request", (it) => {
    if (it.url().startsWith(arm) && it.method() === "GET") sent.push({ url: it.url(), at: performance.now() });
  });
  const took = await page.evaluate(async (address) => {
    const main = () => document.querySelector("main").dataset.run;
    let start = 0;
    const until = async (holds) => {
      while (!holds()) await new Promise(requestAnimationFrame);
      return performance.now() - start;
    };
    location.href = address;
    // What it takes to fetch the page itself is told by other figures.
    start = await until(() => main() === "running");
    const told = await until(() => (document.querySelector("[data-verdict-card]")?.dataset.kind ?? "running") !== "running");
    return { told, done: await until(() => main() === "done") };
  }, route({ ...ask, goal }));
  await context.close();
  return { ...took, sent, token: token.accessToken };
}

// The reads that were sent close to each other are one wave: each waits for the one before.
function wavesOf(sent, latency) {
  const waves = [];
  for (const [at, it] of sent.entries()) {
    if (at === 0 || it.at - sent[at - 1].at > latency / 2) waves.push([]);
    waves.at(-1).push(it.url);
  }
  return waves;
}

// A check is three waves deep, and before each read of a wave goes its preflight.
function inWaves(told, all, latency) {
  const forced = 3 * latency * 2;
  const times = (it) => `${it.toFixed(0)} ms${latency ? `, ${(it / forced).toFixed(2)} x (3 waves x latency x 2)` : ""}`;
  return `card after ${times(told)}; all after ${times(all)}`;
}

// All reads of a wave at once, with nothing between them and the network.
async function curl(waves, token, atOnce = 50) {
  const address = `${new URL(arm).host}:443:127.0.0.1:${azurePort}`;
  const common = ["--silent", "--insecure"];
  if (atOnce > 1) common.push("--parallel", "--parallel-immediate", "--parallel-max", `${atOnce}`);
  common.push("--connect-to", address, "--header", `Authorization: Bearer ${token}`);
  for (const urls of waves) {
    await run("curl", [...common, ...urls.flatMap((it) => ["--output", "/dev/null", it])]);
  }
}

// One read after the other, each by a command of its own.
async function az(urls, token) {
  const env = {
    ...process.env,
    AZURE_CONFIG_DIR: mkdtempSync(join(tmpdir(), "az-")),
    AZURE_CORE_COLLECT_TELEMETRY: "false",
    AZURE_CLI_DISABLE_CONNECTION_VERIFICATION: "1",
    PYTHONWARNINGS: "ignore",
  };
  for (const url of urls) {
    const { host, pathname, search } = new URL(url);
    await run(
      process.env.AZ,
      [
        ...["rest", "--method", "get", "--url", `https://localhost:${azurePort}${pathname}${search}`],
        ...["--skip-authorization-header", "--headers", `Authorization=Bearer ${token}`, `Host=${host}`, "--output", "none"],
      ],
      { env },
    );
  }
}

const has = (program) => {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

test("one VM", async ({ browser, azure }) => {
  const slow = await check(browser, azure, 150);
  const waves = wavesOf(slow.sent, 150);
  const urls = waves.flat();
  figure(`one VM, to request access: ${urls.length} reads in ${waves.length} waves (${waves.map((it) => it.length).join(" + ")})`);
  for (const latency of [0, 50, 150]) {
    const runs = [];
    for (let time = 0; time < TIMES; time += 1) runs.push(await check(browser, azure, latency));
    const [told, all] = [median(runs.map((it) => it.told)), median(runs.map((it) => it.done))];
    const parts = [`${latency} ms latency: the page 1`];
    const compared = async (name, work) => {
      const took = await timed(work);
      parts.push(`${name} ${(took / all).toFixed(2)}`);
    };
    const { token } = runs.at(-1);
    if (has("curl")) {
      await curl(waves, token);
      await compared("curl in parallel", () => curl(waves, token));
    }
    if (process.env.AZ) await compared("az rest, one after another", () => az(urls, token));
    figure(`${parts.join(", ")} (the page: ${inWaves(told, all, latency)})`);
  }
  // Azure takes seconds over effective rules, for which this card need not wait.
  const { told, done: all } = await check(browser, azure, 150, "request-expired", "connect");
  figure(`150 ms latency, to connect without a window: the page: ${inWaves(told, all, 150)}`);
});

for (const vms of [1, 100, 1_000, 10_000, 100_000]) {
  test(`a subscription of ${vms} VMs`, async ({ page, azure }) => {
    await page.addInitScript(holdMemories);
    await page.goto("/#/target");
    const token = await azure.token("subscription-many", { vms });
    await paste(page, token.accessToken);
    await expect(subscription(page)).toBeVisible();
    const took = await page.evaluate(async (address) => {
      const start = performance.now();
      location.href = address;
      while (document.querySelector("main").dataset.run !== "done") await new Promise((it) => setTimeout(it, 5));
      return performance.now() - start;
    }, `/#/subscription/${SUBSCRIPTION}`);
    const used = await memory(page);
    const { requests } = await azure.requests(token);
    const reads = requests.filter((it) => it.method !== "OPTIONS").length;
    const lists = requests.filter((it) => it.method === "GET").map((it) => `${arm}${it.path}`);
    const simulator = has("curl") ? await timed(() => curl([lists], token.accessToken, 1)) : undefined;
    // Three stand in the estate as it is.
    const count = vms + 3;
    figure(
      `${count} VMs: ${(took / 1000).toFixed(2)} s (${((took * 1000) / count).toFixed(0)} us a VM), ` +
        `the lists alone by curl ${simulator === undefined ? "unknown" : `${(simulator / 1000).toFixed(2)} s`}, ${reads} reads, ${(used.all / MEGABYTE).toFixed(1)} MB (${(used.all / 1024 / count).toFixed(1)} KB a VM)`,
    );
  });
}

// All subscriptions, counted: the reads, when the first numbers stand and when all of them
// do, beside what the line forces; then what it takes in memory and while scrolling.
for (const latency of [50, 150]) {
  test(`500 subscriptions of 200 VMs each, ${latency} ms away`, async ({ page, azure }) => {
    const [subscriptions, atOnce] = [500, 6];
    await page.addInitScript(holdMemories);
    await page.goto("/#/target");
    const token = await azure.token("subscription-many", { vms: 200, subscriptions, latency, preflight: latency });
    await paste(page, token.accessToken);
    await expect(subscription(page)).toBeVisible();
    await page.waitForLoadState("networkidle");
    const before = (await azure.requests(token)).requests.length;
    const took = await page.evaluate(async () => {
      const until = async (holds) => {
        while (!holds()) await new Promise(requestAnimationFrame);
        return performance.now();
      };
      const main = () => document.querySelector("main").dataset.run;
      location.href = "#/fleet";
      const start = await until(() => main() === "running");
      const isNumber = (it) => /[0-9]/.test(it.textContent);
      const first = await until(() => [...document.querySelectorAll("[data-figure=vms]")].some(isNumber));
      const all = await until(() => main() === "done");
      return { first: first - start, all: all - start };
    });
    const { requests } = await azure.requests(token);
    const reads = requests.slice(before).filter((it) => it.method !== "OPTIONS").length;
    // Each read takes its latency, and its preflight as long; the browser has so many lines.
    const forced = ((reads * 2) / atOnce) * latency;
    const vms = await page.locator("[data-total=vms]").textContent();
    const used = await memory(page);
    // A frame each 16.7 ms is 60 a second.
    const frames = await page.evaluate(async () => {
      const gaps = [];
      let last = await new Promise(requestAnimationFrame);
      const end = last + 3_000;
      while (last < end) {
        window.scrollBy(0, 120);
        if (window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 1) window.scrollTo(0, 0);
        const now = await new Promise(requestAnimationFrame);
        gaps.push(now - last);
        last = now;
      }
      return { rate: gaps.length / 3, longest: Math.max(...gaps) };
    });
    figure(
      `${subscriptions} subscriptions, ${vms} VMs, ${latency} ms latency: ${reads} reads (${(reads / subscriptions).toFixed(2)} a subscription); ` +
        `first numbers after ${(took.first / (latency * 2)).toFixed(1)} x (latency x 2), all after ${(took.all / 1000).toFixed(1)} s, ${(took.all / forced).toFixed(2)} x (reads / ${atOnce} x latency x 2); ` +
        `${(used.all / MEGABYTE).toFixed(1)} MB; ${frames.rate.toFixed(0)} frames a second while scrolling, the longest ${frames.longest.toFixed(0)} ms`,
    );
  });
}
