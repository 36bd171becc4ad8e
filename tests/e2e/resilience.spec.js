// What the surroundings of the page may do to it: storage that refuses or is full, a
// slow network, one that goes and comes back, a tab that is closed and links that are followed
// in the middle of an act. Nothing that was sent is lost sight of or sent twice.
import { card, diagnose, done, en, expect, ja, open, paste, row, rows, say, test } from "./page.js";

const act = (page) => page.locator("[data-act]");
const outcome = (page) => act(page).locator("[data-outcome]");

async function send(page, azure, estate) {
  const token = await diagnose(page, azure, estate, { asks: { goal: "request" } });
  await page.locator("[data-offer=request]").first().click();
  await act(page).locator("[data-review]").click();
  await act(page).locator("[data-send]").click();
  return token;
}

async function initiated(azure, token) {
  const { requests } = await azure.requests(token);
  return requests.filter((it) => it.path.includes("/initiate")).length;
}

for (const [what, storage] of [
  ["refuses", () => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get: () => { throw new DOMException("denied", "SecurityError"); },
      });
    }
  }],
  ["is full", () => {
    Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
  }],
]) {
  test(`storage that ${what}: everything works, and is forgotten with the tab`, async ({ page, azure }) => {
    await page.addInitScript(storage);
    const token = await send(page, azure, "healthy");
    await expect(outcome(page)).toHaveAttribute("data-outcome", "opened", { timeout: 60_000 });
    expect(await initiated(azure, token)).toBe(1);
    await page.getByRole("button", { name: "日本語" }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", "ja");
    await page.reload();
    await expect(page.getByLabel(say(en, "page.token.label"), { exact: true })).toBeVisible();
    await paste(page, token.accessToken);
    await done(page);
  });
}

// Lighthouse's slow 4G: bytes a second each way, and milliseconds to and fro.
const SLOW_4G = { offline: false, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8, latency: 150 };

test("on a slow line the first page is usable before anything else is there", async ({ page }) => {
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  await client.send("Network.emulateNetworkConditions", SLOW_4G);
  const later = [];
  page.on("requestfinished", (it) => {
    const { pathname } = new URL(it.url());
    if (/msal|demo\/|assets\/part|app\.(json|css)/.test(pathname)) later.push(pathname);
  });
  const started = performance.now();
  await page.goto("/", { waitUntil: "commit" });
  const field = page.getByLabel(say(en, "page.token.label"), { exact: true });
  await field.fill("a token");
  await page.getByRole("button", { name: "日本語" }).click();
  const took = performance.now() - started;
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  await expect(page.getByLabel(say(ja, "page.token.label"), { exact: true })).toHaveValue("a token");
  console.log(`the first page on slow 4G: usable after ${(took / 1000).toFixed(1)} s`);
  expect(later).toEqual([]);
});

// Keeps back the files that fit, until what this gives is called.
async function hold(page, files) {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(files, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

for (const [what, address, file, told] of [
  ["the demo", "demo/healthy", /part-scenario|demo_bg|demo\/demo/, "demo"],
  ["a page of the demo", "target?demo=healthy", /part-scenario|demo_bg|demo\/demo/, "demo"],
  ["a result", "result/jd1.72.AAAAAA.A", /part-result/, "result"],
  ["a cause", "why/plan.servers/off", /part-causes/, "cause"],
]) {
  test(`a link to ${what} says what it opens before it fetches that`, async ({ page }) => {
    // The browser says that it has drawn when the test has it say so, and no patience ends.
    await page.addInitScript(() => {
      const { setTimeout } = window;
      window.PerformanceObserver = class {
        constructor(tell) {
          window.tell = (name) => tell({ getEntriesByName: (it) => (it === name ? [{}] : []) });
        }
        observe() {}
      };
      window.setTimeout = (act, wait, ...args) => (wait === 999 ? 0 : setTimeout(act, wait, ...args));
    });
    const asked = [];
    page.on("request", (it) => asked.push(it.url()));
    const isAsked = () => asked.some((it) => file.test(it));
    const own = await hold(page, /assets\/page-\w+\.wasm/);
    await page.goto(`/#/${address}`, { waitUntil: "commit" });
    // The first texts come beside the page's own module, and nothing else takes the line.
    await expect.poll(() => asked.some((it) => it.includes("text/en.json"))).toBe(true);
    await page.waitForTimeout(300);
    expect(asked.filter((it) => file.test(it) || it.includes("en.app.json"))).toEqual([]);
    own();
    const text = page.locator("main").getByText(say(en, `page.starting.${told}`));
    await expect(text).toBeVisible();
    await page.evaluate(() => window.tell("first-paint"));
    await page.waitForTimeout(100);
    expect(isAsked()).toBe(false);
    await page.evaluate(() => window.tell("first-contentful-paint"));
    await expect.poll(isAsked).toBe(true);
    await expect(text).toHaveCount(0);
    await expect(page.locator("main h1")).not.toHaveText(say(en, "page.starting.title"));
  });
}

test("who comes back before a page is there keeps what was typed, and can use it", async ({ page, azure }) => {
  const release = await hold(page, /part-words/);
  await page.goto("/#/trust");
  await expect(page.locator("main").getByText(say(en, "page.starting.text"))).toBeVisible();
  await page.goto("/#/");
  const field = page.getByLabel(say(en, "page.token.label"), { exact: true });
  await field.fill("a token");
  const arrived = page.waitForResponse(/part-words/);
  release();
  await (await arrived).finished();
  await page.waitForTimeout(500);
  await expect(field).toHaveValue("a token");
  await page.goto("/#/trust");
  await expect(page.locator("h1")).toHaveText(say(en, "page.trust.title"));
  await page.goto("/#/target");
  await paste(page, (await azure.token("healthy")).accessToken);
  await expect(page.locator("h1")).toHaveText(say(en, "page.target.title"));
});

test("a language that was chosen before a page is there goes along", async ({ page }) => {
  const [part, texts] = [await hold(page, /part-words/), await hold(page, /text\/ja\.json/)];
  await page.goto("/#/trust");
  await expect(page.locator("main").getByText(say(en, "page.starting.text"))).toBeVisible();
  const asked = page.waitForRequest(/text\/ja\.json/);
  await page.getByRole("button", { name: "日本語" }).click();
  await asked;
  part();
  await expect(page.locator("h1")).toHaveText(say(en, "page.trust.title"));
  texts();
  await expect(page.locator("h1")).toHaveText(say(ja, "page.trust.title"));
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
});

test("the language that was chosen last is the one that stays", async ({ page }) => {
  const texts = await hold(page, /text\/ja\.json/);
  await page.goto("/#/trust");
  await expect(page.locator("h1")).toHaveText(say(en, "page.trust.title"));
  const arrived = page.waitForResponse(/text\/ja\.json/);
  await page.getByRole("button", { name: "日本語" }).click();
  await page.getByRole("button", { name: "English" }).click();
  texts();
  await (await arrived).finished();
  await page.waitForTimeout(300);
  await expect(page.locator("h1")).toHaveText(say(en, "page.trust.title"));
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("a token is taken while another page is still on its way", async ({ page, azure }) => {
  const release = await hold(page, /part-words/);
  await page.goto("/#/trust");
  await expect(page.locator("main").getByText(say(en, "page.starting.text"))).toBeVisible();
  await page.goto("/#/target");
  await paste(page, (await azure.token("healthy")).accessToken);
  release();
  await expect(page.locator("h1")).toHaveText(say(en, "page.target.title"));
  await expect(page.locator("[data-run]")).toHaveCount(1);
});

for (const [list, search, link, shown] of [
  ["why", "why.list.search", "why/plan.servers/off", "[data-case-page='plan.servers/off']"],
  ["demo", "page.demo.search", "demo/healthy", "[data-run=done]"],
]) {
  test(`a link is followed from #/${list}, even while what is sought goes into the address`, async ({ page }) => {
    // A pause in typing ends when the test has it end.
    await page.addInitScript(() => {
      const { setTimeout } = window;
      window.resting = [];
      window.setTimeout = (act, wait, ...args) => (wait === 150 ? -window.resting.push(act) : setTimeout(act, wait, ...args));
    });
    await page.goto(`/#/${list}`);
    await page.getByLabel(say(en, search), { exact: true }).fill("nsg");
    await expect.poll(() => page.evaluate(() => window.resting.length)).toBeGreaterThan(0);
    // The browser has gone on, and tells it once this is over.
    await page.evaluate((it) => {
      location.hash = `#/${it}`;
      window.resting.forEach((act) => act());
    }, link);
    await expect(page.locator(shown)).toBeVisible();
    await expect(page).toHaveURL(/#\/(why\/plan.servers|check)/);
  });
}

test.describe("a page that never comes", () => {
  test.use({ tolerated: [/Failed to load|Failed to fetch|net::ERR|TypeError/] });

  test("is no fault of the page to which the reader went back", async ({ page }) => {
    let fail;
    const failing = new Promise((resolve) => (fail = resolve));
    await page.route(/assets\/part/, async (route) => {
      await failing;
      await route.abort();
    });
    const refused = page.waitForEvent("requestfailed");
    await page.goto("/#/trust");
    await expect(page.locator("main").getByText(say(en, "page.starting.text"))).toBeVisible();
    await page.goto("/#/");
    fail();
    await refused;
    await page.waitForTimeout(500);
    await expect(page.getByLabel(say(en, "page.token.label"), { exact: true })).toBeVisible();
    await expect(page.locator("[data-not-loaded]")).toHaveCount(0);
    // Asked for again, it says what is wrong.
    await page.goto("/#/trust");
    await expect(page.locator("[data-not-loaded]")).toBeVisible();
  });
});

for (const [where, isHidden] of [
  ["in a browser that reports no drawing", false],
  ["in a tab in the background", true],
]) {
  test(`a link opens ${where}`, async ({ page }) => {
    await page.addInitScript((isHidden) => {
      window.PerformanceObserver = class {
        observe() {}
      };
      if (!isHidden) return;
      const { setTimeout } = window;
      Object.defineProperty(document, "hidden", { get: () => true });
      window.setTimeout = (act, wait, ...args) => (wait === 999 ? 0 : setTimeout(act, wait, ...args));
    }, isHidden);
    await page.goto("/#/why/plan.servers/off");
    await expect(page.locator("[data-case-page]")).toBeVisible();
  });
}

test.describe("a network that goes", () => {
  test.use({ tolerated: [/net::ERR_INTERNET_DISCONNECTED|Failed to fetch/] });

  test("leaves what was loaded as it is, and what was not says so", async ({ page, azure, context }) => {
    await diagnose(page, azure, "plan-off");
    await context.setOffline(true);
    // The rows and their search are all there.
    await open(page, "plan.servers");
    await expect(row(page, "plan.servers").locator("> details")).toHaveAttribute("open");
    const search = page.getByRole("searchbox", { name: say(en, "components.checklist.search") });
    await search.fill("no such thing");
    await expect(page.locator("[data-check]:visible")).toHaveCount(0);
    await search.fill("");
    // The ways to share come when they are opened.
    const share = page.locator("[data-share]");
    await share.locator("> summary").click();
    await expect(share.locator("[data-not-loaded]")).toHaveAttribute("data-not-loaded", "unreachable");
    await expect(share.locator("[data-not-loaded]")).toContainText(say(en, "page.not_loaded.unreachable"));
    // So do the texts of a language; without them the one that is there stays.
    await page.getByRole("button", { name: "日本語" }).click();
    const missing = page.getByText(say(en, "page.no_texts", { language: "日本語" }));
    await expect(missing).toBeVisible();
    await expect(page.locator("[data-crash]")).toHaveCount(0);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    const before = await rows(page);
    await context.setOffline(false);
    await share.getByRole("button", { name: say(en, "page.not_loaded.retry") }).click();
    await expect(page.locator("[data-result-link]")).toBeVisible();
    expect(await rows(page)).toEqual(before);
    await page.getByRole("button", { name: "日本語" }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", "ja");
    await expect(missing).toHaveCount(0);
  });

  test("and comes back: no verdict turns into another one, and a new look has them all", async ({ page, azure, context }) => {
    // What was loaded goes on working.
    await page.goto("/#/trust");
    await expect(page.locator("h1")).toHaveText(say(en, "page.trust.title"));
    await diagnose(page, azure, "plan-off");
    const before = await rows(page);
    const address = page.url();
    await context.setOffline(true);
    await page.evaluate(() => { location.hash = "#/trust"; });
    await expect(page.locator("h1")).toHaveText(say(en, "page.trust.title"));
    await page.evaluate((it) => { location.hash = new URL(it).hash; }, address);
    await done(page);
    for (const [check, { verdict }] of Object.entries(await rows(page))) {
      if (verdict !== "cannot-tell") expect(verdict, check).toBe(before[check].verdict);
    }
    await expect(card(page)).toHaveAttribute("data-root-cause", "");
    await expect(card(page)).toContainText(say(en, "card.unknown.most.no_answer"));
    await context.setOffline(false);
    await card(page).getByRole("button").first().click();
    await expect(card(page)).toHaveAttribute("data-root-cause", "plan.servers");
    await done(page);
    expect(await rows(page)).toEqual(before);
  });

  test("in the middle of an act: it is sent once, and its outcome is told", async ({ page, azure, context }) => {
    const token = await send(page, azure, "healthy");
    await expect.poll(() => initiated(azure, token)).toBe(1);
    await context.setOffline(true);
    await page.waitForTimeout(1_500);
    await context.setOffline(false);
    await expect(outcome(page)).toHaveAttribute("data-outcome", /opened|unsettled/, { timeout: 60_000 });
    expect(await initiated(azure, token)).toBe(1);
  });
});

test.describe("in the middle of an act", () => {
  // Refuses each question of the page, and collects what kind it was.
  function refuse(page) {
    const asked = [];
    page.on("dialog", async (it) => {
      asked.push(it.type());
      await it.dismiss();
    });
    return asked;
  }

  test("closing the tab is asked about", async ({ page, azure }) => {
    const asked = refuse(page);
    await send(page, azure, "request-never-settles");
    await page.close({ runBeforeUnload: true });
    await expect.poll(() => asked).toEqual(["beforeunload"]);
    await expect(act(page)).toHaveAttribute("data-step", "running");
  });

  test("a link of any kind is asked about, and staying loses nothing", async ({ page, azure }) => {
    const asked = refuse(page);
    const token = await send(page, azure, "request-never-settles");
    const address = page.url();
    const links = ["#/demo/vm-no-nsg", "#/target", "#/", "#/result/jd1.4.AAAAAA.AAAA", "#/check?port=22", "#/nowhere"];
    for (const [at, link] of links.entries()) {
      await page.evaluate((it) => { location.hash = it; }, link);
      await expect.poll(() => asked.length).toBe(at + 1);
      await expect.poll(() => page.url()).toBe(address);
      await expect(act(page)).toHaveAttribute("data-step", "running");
    }
    expect(new Set(asked)).toEqual(new Set(["confirm"]));
    expect(await initiated(azure, token)).toBe(1);
  });
});
