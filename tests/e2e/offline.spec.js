// The copy that a reader has the browser keep: what it holds, what works without the host,
// how a newer release takes its place, and that no half of one ever does.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { root } from "./hosts.js";
import { card, done, en, expect, say, test as base } from "./page.js";

const frozen = readFileSync(`${root}tests/integration/frozen/estates.jsonl`, "utf8");
const { link } = JSON.parse(frozen.split("\n")[0]);

const free = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

// A host of its own with a release that may be changed, and that can be stopped.
class Host {
  constructor(port) {
    this.port = port;
    this.folder = mkdtempSync(join(tmpdir(), "offline-"));
    cpSync(`${root}dist`, this.folder, { recursive: true });
  }

  async start() {
    this.child = spawn(process.env.XTASK ?? `${root}target/debug/xtask`, ["host", "--port", this.port, "--dist", this.folder], { cwd: root, stdio: "ignore" });
    await expect(async () => fetch(this.url)).toPass({ timeout: 10_000 });
  }

  get url() {
    return `http://localhost:${this.port}/`;
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill();
    await ended;
  }

  read(name) {
    return readFileSync(join(this.folder, name), "utf8");
  }

  // As a release has it, compressed copies aside.
  write(name, text) {
    for (const end of [".br", ".gz"]) rmSync(join(this.folder, name + end), { force: true });
    writeFileSync(join(this.folder, name), text);
  }

  // The texts of another release; its worker knows them unless it is half of one.
  release({ whole = true } = {}) {
    const hash = (text) => createHash("sha256").update(text).digest("base64");
    const before = this.read("text/en.json");
    const after = before.replace(say(en, "page.footer.ask"), "Of another release");
    this.write("text/en.json", after);
    const worker = this.read("sw.js");
    expect(worker).toContain(hash(before));
    const told = whole ? hash(after) : hash("what never arrives");
    const version = worker.match(/"([0-9a-f]{16})"/)[1];
    const other = [...version].reverse().join("");
    this.write("sw.js", worker.replace(hash(before), told).replaceAll(version, other));
  }
}

const test = base.extend({
  host: async ({}, use) => {
    const host = new Host(await free());
    await host.start();
    await use(host);
    if (host.child.exitCode === null && host.child.signalCode === null) await host.stop();
    rmSync(host.folder, { recursive: true });
  },
  baseURL: ({ host }, use) => use(host.url),
});

test.use({
  serviceWorkers: "allow",
  // Without its host the page cannot have config.json, and says so in words of its own.
  tolerated: [[/ERR_CONNECTION_REFUSED/, /ERR_INTERNET_DISCONNECTED/, /not of this release/], { option: true }],
});

async function keep(page) {
  await page.goto("/#/offline");
  await page.locator("[data-keep]").click();
  await expect(page.locator("[data-copy]")).toHaveAttribute("data-copy", "kept");
}

// A document of its own, as in another visit.
async function visit(page, address) {
  await page.goto("about:blank");
  await page.goto(address);
}

const kept = (page) =>
  page.evaluate(async () => {
    const all = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const { url } of await cache.keys()) all.push(new URL(url).pathname.slice(1));
    }
    return all;
  });

test("nothing is kept, and no worker runs, before the reader asks for it", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("h1")).toBeVisible();
  await visit(page, `/#/result/${link}`);
  await expect(card(page)).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(await kept(page)).toEqual([]);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
});

test("results, a check by hand, causes and the demo open without the host", async ({ page, host }) => {
  await keep(page);
  await host.stop();
  await visit(page, `/#/result/${link}`);
  await expect(card(page)).toBeVisible();
  await expect(page.locator(".notices")).toContainText(say(en, "page.offline.title"));
  await visit(page, "/#/guide");
  await expect(page.locator("[data-question]")).toBeVisible();
  await visit(page, "/#/why/plan.servers/off");
  await expect(page.locator("h1")).toBeVisible();
  await visit(page, "/#/demo/plan-off?lang=ja");
  await done(page);
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.servers");
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
});

test("a copy holds the page's own files and nothing of a host, a session or Azure", async ({ page }) => {
  await keep(page);
  await visit(page, "/#/demo/plan-off");
  await done(page);
  const files = await kept(page);
  expect(files.length).toBeGreaterThan(60);
  for (const name of files) expect(name).toMatch(/^(|(app|signed-in|many)\.css|msal\.js|offline\.js|theme\.js|manifest\.json|favicon\.svg|icon-[\w-]+\.png|(assets|demo|scenes|text)\/[\w.-]+)$/);
});

test("what is here already is not downloaded again", async ({ page, host }) => {
  await page.goto("/");
  await expect(page.locator("h1")).toBeVisible();
  const { fetched } = await page.evaluate(() => ({
    fetched: performance.getEntriesByType("resource").map((it) => it.name).filter((it) => /assets\/page-/.test(it)),
  }));
  expect(fetched.length).toBeGreaterThan(1);
  // What never changes comes out of the browser's own cache, even with the host away.
  for (const name of fetched) {
    const path = new URL(name).pathname.slice(1);
    for (const end of ["", ".br", ".gz"]) rmSync(join(host.folder, path + end));
  }
  await keep(page);
});

test("a newer release is told, and starts when the reader says so", async ({ page, host }) => {
  await keep(page);
  host.release();
  await visit(page, "/");
  await expect(page.locator("[data-newer]")).toContainText(say(en, "site.newer.title"));
  await expect(page.locator("footer")).toContainText(say(en, "page.footer.ask"));
  await page.locator("[data-newer] [data-take]").click();
  await expect(page.locator("footer")).toContainText("Of another release");
  await host.stop();
  await visit(page, "/#/trust");
  await expect(page.locator("footer")).toContainText("Of another release");
});

test("half a release never takes the place of a whole one", async ({ page, host }) => {
  await keep(page);
  host.release({ whole: false });
  await visit(page, "/#/offline");
  await page.evaluate(async () => {
    const own = await navigator.serviceWorker.getRegistration();
    await own.update().catch(() => {});
    await new Promise((resolve) => (own.installing ? own.installing.addEventListener("statechange", resolve) : resolve()));
  });
  await visit(page, "/");
  await expect(page.locator("footer")).toContainText(say(en, "page.footer.ask"));
  await expect(page.locator("[data-newer]")).toHaveCount(0);
  await host.stop();
  await visit(page, `/#/result/${link}`);
  await expect(card(page)).toBeVisible();
});

test("a copy that the browser has thinned out is not begun with", async ({ page }) => {
  await keep(page);
  await page.evaluate(async () => {
    const cache = await caches.open((await caches.keys())[0]);
    for (const { url } of await cache.keys()) if (/assets\/page-.*wasm/.test(url)) await cache.delete(url);
  });
  await visit(page, "/");
  await expect(page.locator("h1")).toHaveText(say(en, "page.session.title"));
});

test.describe("a first copy that does not arrive whole", () => {
  test("is told, and leaves nothing", async ({ page, host }) => {
    host.release({ whole: false });
    await page.goto("/#/offline");
    await page.locator("[data-keep]").click();
    await expect(page.getByRole("alert")).toContainText(say(en, "site.offline.failed.title"));
    await expect(page.locator("[data-copy]")).toHaveAttribute("data-copy", "none");
    expect(await kept(page)).toEqual([]);
  });
});

test("the copy is deleted when the reader says so, and can be kept again at once", async ({ page, host }) => {
  await keep(page);
  await page.locator("[data-delete]").click();
  await expect(page.locator("[data-copy]")).toHaveAttribute("data-copy", "none");
  expect(await kept(page)).toEqual([]);
  // The worker of the copy that was deleted is still with the page.
  await page.locator("[data-keep]").click();
  await expect(page.locator("[data-copy]")).toHaveAttribute("data-copy", "kept");
  expect((await kept(page)).length).toBeGreaterThan(60);
  await host.stop();
  await visit(page, `/#/result/${link}`);
  await expect(card(page)).toBeVisible();
});

test("a host that wants rid of all copies deletes them with the next visit", async ({ page, host }) => {
  test.setTimeout(240_000);
  await keep(page);
  host.write("sw.js", readFileSync(`${root}hosting/offline-off/sw.js`, "utf8"));
  // A browser looks for a new worker some time after a visit, and each further visit puts
  // that off: it is told to look now. One that is looked into keeps its worker for longer.
  page.setDefaultNavigationTimeout(10_000);
  await expect(async () => {
    await visit(page, "/");
    await page.evaluate(() => void navigator.serviceWorker.getRegistration().then((it) => it?.update()));
    await expect.poll(() => kept(page), { timeout: 10_000 }).toEqual([]);
  }).toPass({ timeout: 200_000 });
  await expect(page.locator("h1")).toBeVisible();
});
