// The answer stands on the first screen, a page is short before anything is opened,
// and nothing moves under the reader while it comes.
import { card, diagnose, done, en, expect, open, paste, route, row, say, saying, test } from "./page.js";

// The window, and how high a page may be in it before anything is opened.
const SCREENS = [
  { width: 1280, height: 900, most: 1800 },
  { width: 390, height: 844, most: 3500 },
];

// How high the page is, and how far down what must be on the first screen reaches.
function measure() {
  scrollTo(0, 0);
  const bottom = (selector) => {
    const found = document.querySelector(`main ${selector}`);
    return found ? Math.ceil(found.getBoundingClientRect().bottom) : 0;
  };
  // What reaches out of the window, and cannot be scrolled to.
  const scrolls = (it) => it && (/auto|scroll/.test(getComputedStyle(it).overflowX) || scrolls(it.parentElement));
  const cutOff = () => {
    const all = [...document.querySelectorAll("main :is(h1, h2, h3, h4, p, span, code, a, button)")];
    const out = all.filter((it) => it.getBoundingClientRect().right > innerWidth + 1 && !scrolls(it));
    return out.map((it) => it.textContent.slice(0, 40))[0];
  };
  return {
    high: document.documentElement.scrollHeight,
    cause: bottom("#verdict-headline"),
    who: bottom(".verdict .who"),
    act: bottom(".verdict-offers :is(button, code, a)"),
    path: bottom(".path-summary"),
    cut: cutOff(),
  };
}

// Cards that speak of something that somebody can do. The others have nothing to fix, or
// don't know what.
const WITH_WHO = ["problem", "ready", "exposure", "warning", "answer"];

// Where there is honestly no act, and why.
const NO_ACT = {
  "healthy-enable": "JIT is on, and that was the goal",
  "cloud-china": "JIT isn't offered there",
  "vm-arc": "JIT isn't for machines outside Azure",
  "for-user-through-group": "the user has what they need, and only they can use it",
  "for-user-unlisted": "it's unknown what the user lacks",
  "for-group": "it's unknown what the group lacks",
  "for-no-one": "it's unknown whose ID it is",
  endless: "it's unknown what is in the way, for several reasons",
};

// What the first screen of an estate must have.
const required = (name, goal, kind) => [
  "cause",
  ...(WITH_WHO.includes(kind) ? ["who"] : []),
  ...(name in NO_ACT ? [] : ["act"]),
  // A path is drawn for who wants to connect.
  ...(goal === "connect" ? ["path"] : []),
];

test("an estate without an act is one that is there", async ({ azure }) => {
  const names = (await azure.estates()).map((it) => it.name);
  expect(Object.keys(NO_ACT).filter((it) => !names.includes(it))).toEqual([]);
});

// Opens a story of the demo in the page that is there.
async function story(page, name) {
  await page.goto(`/#/demo/${name}`);
  await page.waitForFunction(() => !location.hash.startsWith("#/demo"));
}

// A few at a time, so that two go on at once and none takes long.
const PARTS = 4;

// Puts the clock forward until all is read: the demo takes its time over each answer.
async function hurry(page) {
  const main = page.locator("main");
  await expect(async () => {
    await page.clock.fastForward(1_000);
    expect(await main.getAttribute("data-run")).toBe("done");
  }).toPass({ intervals: [1], timeout: 30_000 });
}

for (let part = 0; part < PARTS; part += 1) {
  test(`cause, who, act and the path are on the first screen, and the page is short: ${part + 1} of ${PARTS}`, async ({ page, azure }) => {
    test.setTimeout(300_000);
    await page.clock.install();
    const estates = (await azure.estates()).filter((_, at) => at % PARTS === part);
    await page.goto("/#/demo");
    await page.getByRole("heading", { level: 1 }).waitFor();
    const wrong = [];
    let languages = ["en", "ja"];
    for (const { name, ask } of estates) {
      await story(page, name);
      // Some stories begin on the page of the whole subscription.
      if (!page.url().includes("#/check")) await page.goto(`${route(ask)}&demo=${name}`);
      await hurry(page);
      await expect(card(page)).not.toHaveAttribute("data-kind", "running");
      const musts = required(name, ask.goal, await card(page).getAttribute("data-kind"));
      // What words an act may be fetched for it. That it never comes is told below.
      const act = card(page).locator(".verdict-offers :is(button, code, a)").first();
      if (musts.includes("act")) await act.waitFor({ timeout: 5_000 }).catch(() => {});
      const [own, other] = languages;
      for (const [language, screens] of [[own, SCREENS], [other, SCREENS.toReversed()]]) {
        if (language === other) await page.locator(`header button[lang=${language}]`).click({ timeout: 5_000 });
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        for (const { width, height, most } of screens) {
          await page.setViewportSize({ width, height });
          const { high, cut, ...reaches } = await page.evaluate(measure);
          for (const what of musts.filter((it) => !reaches[it])) {
            wrong.push(`${name}, ${language}: ${what} isn't there, ${width} px wide`);
          }
          if (cut) wrong.push(`${name}, ${language}: “${cut}” is cut off, ${width} px wide`);
          if (high > most) wrong.push(`${name}, ${language}: ${high} of ${most} px at ${width}`);
          for (const [what, bottom] of Object.entries(reaches)) {
            if (bottom > height) wrong.push(`${name}, ${language}: ${what} ends at ${bottom}, ${width} px wide`);
          }
        }
      }
      // The next one begins in the language and at the width that are there.
      languages = languages.toReversed();
    }
    expect(wrong).toEqual([]);
  });
}

// What the browser says of things that moved without the reader's doing.
function watchShifts() {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const it of list.getEntries()) {
      if (it.hadRecentInput) continue;
      const moved = it.sources.map(({ node, previousRect: from, currentRect: to }) => {
        const name = node?.outerHTML?.slice(0, 80) ?? node?.textContent?.slice(0, 40);
        return `${name}: ${from.y} to ${to.y}, ${from.height} to ${to.height} high`;
      });
      window.shifts.push({ value: it.value, moved });
    }
  }).observe({ type: "layout-shift", buffered: true });
  // The bar is full only when all is read.
  window.wasFull = false;
  const look = () => {
    const bar = document.querySelector("main[data-run=running] progress");
    if (bar && bar.value >= bar.max) window.wasFull = true;
    requestAnimationFrame(look);
  };
  look();
}

for (const { width, height } of SCREENS) {
  for (const name of ["storm", "request-expired", "person-requester", "firewall-mapped-port"]) {
    test(`${name}: nothing moves from the first paint to the end, ${width} px wide`, async ({ page, azure }) => {
      test.setTimeout(120_000);
      await page.setViewportSize({ width, height });
      await page.addInitScript(watchShifts);
      const { ask } = await azure.estate(name);
      await page.goto(route(ask));
      await paste(page, (await azure.token(name, { latency: 400 })).accessToken);
      await expect(page.locator("main")).toHaveAttribute("data-run", "running");
      await expect(page.locator(".progress p")).toHaveText(/^Waiting for .+\.$/);
      await done(page, 45_000);
      await page.waitForTimeout(300);
      const shifts = await page.evaluate(() => window.shifts);
      const sum = shifts.reduce((sum, it) => sum + it.value, 0);
      expect(sum, JSON.stringify(shifts, null, 1)).toBeLessThan(0.02);
      expect(await page.evaluate(() => window.wasFull), "a full bar before the end").toBe(false);
    });
  }
}

test("checks that lack a permission are one row, which asks for all of it", async ({ page, azure, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await diagnose(page, azure, "person-requester");
  await expect(page.locator("[data-check]:visible")).toHaveCount(0);
  const doubt = page.locator("[data-doubt]");
  await expect(doubt).toHaveCount(1);
  await expect(doubt).toContainText(saying(en, "doubts.how.permission", { n: 12 }));
  await doubt.locator("> details > summary").click();
  await expect(doubt.locator("[data-told]")).toHaveCount(12);
  const lacks = await doubt.locator(".doubt-part > p > code").allInnerTexts();
  expect(lacks).toContain("Microsoft.Security/pricings/read");
  await doubt.locator("[data-unlock] button").click();
  const message = await page.evaluate(() => navigator.clipboard.readText());
  for (const action of lacks) expect(message).toContain(action);
  // A name leads to its row, which has the rest.
  await doubt.locator("[data-told='plan.servers'] button").click();
  await expect(row(page, "plan.servers").locator("> details > summary")).toBeFocused();
  await expect(row(page, "plan.servers").getByText(say(en, "components.row.failed_request"))).toBeVisible();
});

test("what waits for a cause stands with it, and problems only leaves nothing else", async ({ page, azure }) => {
  await diagnose(page, azure, "vm-classic");
  const waiting = page.locator("[data-check][data-blocked-by='vm.deployment']");
  expect(await waiting.count()).toBeGreaterThan(5);
  await expect(waiting.filter({ visible: true })).toHaveCount(0);
  await open(page, "vm.deployment");
  const cause = row(page, "vm.deployment");
  await cause.locator(".walk-more > summary").last().click();
  await expect(cause.locator("[data-told]")).toHaveCount(await waiting.count());
  await page.getByLabel(say(en, "components.checklist.problems_only")).check();
  const states = await page.locator("[data-check]:visible").evaluateAll((all) => all.map((it) => it.dataset.state));
  expect(states.filter((it) => !["problem", "warning"].includes(it))).toEqual([]);
  await expect(page.locator("[data-doubt]")).toHaveCount(0);
});

test("a search looks through every row and shows what it finds", async ({ page, azure }) => {
  await diagnose(page, azure, "vm-classic");
  const shown = page.locator("[data-check]:visible");
  const problems = await shown.count();
  const field = page.getByRole("searchbox", { name: say(en, "components.checklist.search") });
  await field.fill("  Plan ");
  await expect(row(page, "plan.servers")).toBeVisible();
  await expect(row(page, "vm.deployment")).toBeHidden();
  await expect(page.getByText(saying(en, "components.checklist.found", { n: await shown.count() }))).toBeVisible();
  await field.fill("no such thing");
  await expect(shown).toHaveCount(0);
  await expect(page.locator("main .group:visible")).toHaveCount(0);
  await field.fill("");
  await expect(shown).toHaveCount(problems);
});

test("one message asks for every permission that is missing", async ({ page, azure, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await diagnose(page, azure, "person-vm-only");
  await expect(card(page).locator("[data-offer=message]")).toBeVisible();
  await card(page).locator("[data-offer=message] button").click();
  const message = await page.evaluate(() => navigator.clipboard.readText());
  for (const action of ["networkInterfaces/read", "jitNetworkAccessPolicies/read", "jitNetworkAccessPolicies/initiate/action"]) {
    expect(message).toContain(action);
  }
});

// The words of that request are in a file of their own, which may come late or not at all.
const requestWords = "**/text/en.guide.json";

test("a message that isn't whole yet can't be copied", async ({ page, azure, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(requestWords, async (route) => {
    await held;
    await route.continue();
  });
  await diagnose(page, azure, "person-vm-only");
  const copy = card(page).locator("[data-offer=message] button");
  await expect(copy).toBeDisabled();
  // The other words that it waits for are there by now.
  await page.waitForFunction(() => performance.getEntriesByType("resource").some((it) => it.name.endsWith("/text/en.fix.json")));
  await expect(copy).toBeDisabled();
  release();
  await expect(copy).toBeEnabled();
  await copy.click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("jitNetworkAccessPolicies/read");
});

test.describe("without the words of a request", () => {
  test.use({ tolerated: [/net::ERR_FAILED.*en\.guide\.json/] });

  test("the message of the cause is copied", async ({ page, azure, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.route(requestWords, (route) => route.abort());
    await diagnose(page, azure, "person-vm-only");
    await card(page).locator("[data-offer=message] button").click();
    const message = await page.evaluate(() => navigator.clipboard.readText());
    expect(message).toContain("networkInterfaces/read");
    expect(message).not.toContain("jitNetworkAccessPolicies/read");
  });
});

test("what was opened stays open when all is read again", async ({ page, azure }) => {
  await diagnose(page, azure, "subnet-user-deny");
  await open(page, "network.subnet");
  await page.locator("[data-rules] > summary").click();
  await page.locator("[data-windows] > summary").click();
  await page.getByRole("button", { name: say(en, "components.checklist.recheck_all") }).click();
  await done(page);
  await expect(row(page, "network.subnet").locator("> details")).toHaveAttribute("open");
  for (const it of ["[data-rules]", "[data-windows]"]) await expect(page.locator(it)).toHaveAttribute("open");
});

test("no two regions have one name, and no reader meets a sign for a missing entry", async ({ page, azure }) => {
  await diagnose(page, azure, "person-vm-only");
  for (const fold of await page.locator("main button[aria-controls]").all()) await fold.click();
  for (const line of await page.locator("[data-state=problem] > details > summary").all()) await line.click();
  await expect(page.locator(".guide").first()).toBeVisible();
  const names = await page.locator("main").getByRole("region").evaluateAll((all) =>
    all.map((it) => it.ariaLabel ?? document.getElementById(it.getAttribute("aria-labelledby"))?.textContent),
  );
  expect(names.filter((it, at) => names.indexOf(it) !== at)).toEqual([]);
  await expect(page.locator("main")).not.toContainText("∌");
});
