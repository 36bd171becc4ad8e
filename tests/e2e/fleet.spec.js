// All subscriptions: what is counted of each, what is not known, a VM found by its name,
// and the files that leave.
import { readFileSync } from "node:fs";

import { WIDTHS, expectAccessible } from "./axe.js";
import { done, en, expect, ja, paste, say, saying, test } from "./page.js";

const ID = {
  production: "3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08",
  development: "8a40d9e7-25b3-4c6f-b1de-0f7763c8a951",
  shared: "d15e07b6-9c42-4a8b-86f1-3b2a7c9e4d60",
  sandbox: "e2c47a10-6b3d-4f58-9e21-7a0d5c8b3f14",
};

async function open(page, azure, { query = "", words = en, wait = true } = {}) {
  await page.goto(`/#/fleet${query}`);
  const token = await azure.token("fleet");
  await paste(page, token.accessToken, words);
  if (wait) await done(page);
  return token;
}

const row = (page, id) => page.locator(`[data-subscription="${id}"]`);
const figure = (page, id, name) => row(page, id).locator(`[data-figure=${name}]`);
const total = (page, name) => page.locator(`[data-total=${name}]`);
const shown = (page) => page.locator("[data-subscription]");

test("each subscription is counted, and what could not be read is unknown", async ({ page, azure }) => {
  await open(page, azure);
  await expect(page.locator("h1")).toHaveText(say(en, "fleet.title"));
  await expect(shown(page)).toHaveCount(5);
  await expect(shown(page).first()).toHaveAttribute("data-subscription", ID.shared);
  await expect(row(page, ID.shared).locator("[data-delegated]")).toBeVisible();
  for (const [name, count] of Object.entries({ vms: "3", configured: "2", not_configured: "1", open: "1", any_source: "1", failed: "1", stale: "1" })) {
    await expect(figure(page, ID.shared, name)).toHaveText(count);
  }
  await expect(figure(page, ID.development, "plan")).toHaveText(say(en, "fleet.plans.off"));
  await expect(figure(page, ID.sandbox, "vms")).toHaveText("At least 1");
  await expect(figure(page, ID.sandbox, "stale")).toHaveText(say(en, "fleet.counts.unknown"));
  await expect(row(page, ID.sandbox).locator("summary")).toHaveText(say(en, "fleet.why"));
  await expect(total(page, "subscriptions")).toHaveText("5");
  await expect(total(page, "vms")).toHaveText("At least 8");
  await expect(total(page, "without_plan")).toHaveText("At least 2");

  await row(page, ID.production).getByRole("link").click();
  await done(page);
  await expect(page.locator("h1")).toContainText("Contoso Production");
});

test("the VMs of each subscription stand there as the least before it is counted", async ({ page, azure }) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  let count = 0;
  await page.route(/Microsoft\.ResourceGraph/, async (route) => {
    if (route.request().method() === "POST" && (count += 1) > 1) await held;
    await route.continue();
  });
  await open(page, azure, { wait: false });
  await expect(figure(page, ID.production, "vms")).toHaveText("At least 3");
  await expect(total(page, "vms")).toHaveText("At least 8");
  await expect(figure(page, ID.production, "stale")).not.toHaveText(/[0-9]/);
  release();
  await done(page);
  await expect(figure(page, ID.production, "vms")).toHaveText("3");
});

test("a long table is drawn a few rows at a time, to its end", async ({ page, azure }) => {
  await page.goto("/#/fleet");
  const token = await azure.token("subscription-many", { vms: 1, subscriptions: 40 });
  await paste(page, token.accessToken);
  await done(page);
  await expect(page.getByText(say(en, "fleet.shown", { n: "41", total: "41" }), { exact: true })).toBeVisible();
  await expect(shown(page)).toHaveCount(41);
});

test("filters, search and order are in the address, and a reload brings them back", async ({ page, azure }) => {
  const { accessToken } = await open(page, azure);
  await page.getByLabel(say(en, "fleet.filter.label"), { exact: true }).selectOption("no_plan");
  await expect(shown(page)).toHaveCount(2);
  const heading = page.getByRole("columnheader", { name: say(en, "fleet.columns.vms"), exact: true });
  await heading.getByRole("button").click();
  await expect(heading).toHaveAttribute("aria-sort", "descending");
  await heading.getByRole("button").click();
  await expect(heading).toHaveAttribute("aria-sort", "ascending");
  await expect(shown(page).first()).toHaveAttribute("data-subscription", ID.development);
  await page.getByLabel(say(en, "fleet.find"), { exact: true }).fill("contoso");
  await expect(shown(page)).toHaveCount(1);
  await expect.poll(() => page.url()).toContain("find=contoso&show=no_plan&sort=-vms");

  await page.reload();
  await paste(page, accessToken);
  await done(page);
  await expect(shown(page)).toHaveCount(1);
  await expect(heading).toHaveAttribute("aria-sort", "ascending");
});

test("a reading that is canceled goes on without reading anything twice", async ({ page, azure }) => {
  let isHeld = true;
  const waiting = [];
  await page.route(/jitNetworkAccessPolicies/i, async (route) => {
    if (isHeld && !route.request().url().includes(ID.production)) {
      await new Promise((resolve) => waiting.push(resolve));
    }
    await route.continue().catch(() => {});
  });
  const token = await open(page, azure, { wait: false });
  await expect(figure(page, ID.production, "failed")).toHaveText("0");
  await expect(figure(page, ID.shared, "failed")).toHaveText(say(en, "fleet.counts.not_read"));
  await page.locator("[data-act=cancel]").click();
  await done(page);
  await expect(figure(page, ID.production, "failed")).toHaveText("0");
  await expect(total(page, "failed")).toHaveText(say(en, "fleet.counts.unknown"));
  isHeld = false;
  waiting.forEach((it) => it());

  await page.locator("[data-act=go_on]").click();
  await expect(page.locator("[data-act=again]")).toBeVisible();
  await expect(figure(page, ID.shared, "failed")).toHaveText("1");
  const { requests } = await azure.requests(token);
  const policies = requests.filter((it) => it.path.includes(ID.production) && /jitnetworkaccesspolicies/i.test(it.path));
  expect(policies.filter((it) => it.method === "GET")).toHaveLength(1);
});

test("throttled, it waits and comes to the same numbers", async ({ page, azure }) => {
  let left = 6;
  await page.route(/pricings|ResourceGraph/i, async (route) => {
    if (route.request().method() === "OPTIONS" || left === 0) return route.continue();
    left -= 1;
    return route.fulfill({
      status: 429,
      headers: { "Retry-After": "1", "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After" },
      body: "{}",
    });
  });
  await open(page, azure, { wait: false });
  await done(page, 60_000);
  expect(left).toBe(0);
  await expect(figure(page, ID.shared, "stale")).toHaveText("1");
  await expect(total(page, "vms")).toHaveText("At least 8");
});

test("a VM is found in any subscription, and its check is opened", async ({ page, azure }) => {
  await open(page, azure);
  const find = page.getByLabel(say(en, "fleet.vm.label"), { exact: true });
  await find.fill("web-0");
  await find.press("Enter");
  await expect(page.locator("[data-vm]")).toHaveCount(2);
  await expect(page.locator("[data-found]")).toHaveText(say(en, "fleet.vm.found", { found: "2" }));
  await find.fill("web 0'");
  await find.press("Enter");
  await expect(page.getByText(say(en, "fleet.vm.bad"))).toBeVisible();
  await find.fill("shared-03");
  await find.press("Enter");
  await page.locator("[data-vm=vm-shared-03]").getByRole("link").click();
  await done(page);
  await expect(page.locator("h1")).toContainText("vm-shared-03");
});

test("a file has no names unless they are asked for", async ({ page, azure }) => {
  await open(page, azure);
  const saved = async (key) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: say(en, `fleet.export.${key}`) }).click(),
    ]);
    return readFileSync(await download.path(), "utf8");
  };
  for (const key of ["csv", "json"]) {
    const text = await saved(key);
    expect(text).toContain("subscription-5");
    expect(text).not.toMatch(/Contoso|Fabrikam|3f6b1c52/);
  }
  await page.getByLabel(say(en, "fleet.export.names")).check();
  for (const key of ["csv", "json"]) expect(await saved(key)).toMatch(/Fabrikam Shared/);
});

test("the page is reached from the choice of a subscription", async ({ page, azure }) => {
  await page.goto("/#/target");
  await paste(page, (await azure.token("fleet")).accessToken);
  await page.getByRole("link", { name: say(en, "page.target.subscription.fleet"), exact: true }).click();
  await done(page);
  await expect(shown(page)).toHaveCount(5);
});

for (const [language, words] of [["en", en], ["ja", ja]]) {
  test(`it is for everybody: ${language}`, async ({ page, azure }) => {
    test.setTimeout(180_000);
    await open(page, azure, { query: `?lang=${language}`, words });
    await expect(page.locator("h1")).toHaveText(say(words, "fleet.title"));
    await row(page, ID.sandbox).locator("summary").click();
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await expectAccessible(page, `${language} ${width}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    }
  });
}

const cell = (page, id, name) => row(page, id).locator(`[data-count="${name}"]`);

async function openTogether(page, azure, ids) {
  const token = await open(page, azure);
  for (const id of ids) await row(page, id).getByRole("checkbox").check();
  await page.locator("[data-open-chosen]").click();
  await expect(page.locator("h1")).toHaveText(saying(en, "inventory.several.title", { n: ids.length }));
  await done(page);
  return token;
}

test("unsupported VMs and open ports are counted when asked for, of the chosen ones", async ({ page, azure }) => {
  const token = await open(page, azure);
  const notRead = say(en, "fleet.counts.not_read");
  await expect(figure(page, ID.shared, "exposed")).toHaveText(notRead);
  await expect(total(page, "exposed")).toHaveText(say(en, "fleet.counts.unknown"));
  await row(page, ID.shared).getByRole("checkbox").check();
  await page.locator("[data-inspect]").click();
  await expect(figure(page, ID.shared, "exposed")).toHaveText("1");
  await expect(figure(page, ID.shared, "unsupported")).toHaveText("0");
  await expect(figure(page, ID.development, "unsupported")).toHaveText(notRead);
  await expect(total(page, "exposed")).toHaveText("At least 1");
  await expect(page.locator("[data-inspect]")).toBeDisabled();

  // Without a choice, all that are shown and not counted yet; what can't be read is unknown.
  await page.locator("[data-choose-none]").click();
  await page.locator("[data-inspect]").click();
  await expect(figure(page, ID.development, "unsupported")).toHaveText("1");
  await expect(figure(page, ID.sandbox, "exposed")).toHaveText(say(en, "fleet.counts.unknown"));
  await expect(page.locator("[data-inspect]")).toBeDisabled();
  const { requests } = await azure.requests(token);
  const groups = requests.filter((it) => it.method === "GET" && it.path.includes(ID.shared) && /networkSecurityGroups/i.test(it.path));
  expect(groups).toHaveLength(1);
});

test("several subscriptions are opened together, each counted by itself", async ({ page, azure }) => {
  await openTogether(page, azure, [ID.production, ID.shared, ID.sandbox]);
  await expect(cell(page, ID.production, "tabs.configured")).toHaveText("2");
  await expect(cell(page, ID.shared, "columns.exposure")).toHaveText("1");
  await expect(cell(page, ID.shared, "tabs.not-configured")).toHaveText("1");
  await expect(cell(page, ID.sandbox, "tabs.configured")).toHaveText(say(en, "inventory.tabs.cannot-tell"));
  await expect(row(page, ID.sandbox).locator("[data-list=policies]")).toHaveCount(1);
  await expect(page.locator('[data-tab="configured"] .tab-count')).toHaveText("4+");
  await expect(page.locator('[data-vm="vm-shared-01"] .vm-group')).toHaveText("rg-sharedFabrikam Shared");

  // The address brings the same back, and a row leads to its own page.
  await page.reload();
  await paste(page, (await azure.token("fleet")).accessToken);
  await done(page);
  await expect(cell(page, ID.production, "tabs.configured")).toHaveText("2");
  await row(page, ID.shared).getByRole("link").click();
  await expect(page.locator("h1")).toHaveText(say(en, "inventory.page.title", { name: "Fabrikam Shared" }));
});

test("what is untidy is found in each of them, and their policies are changed together", async ({ page, azure }) => {
  const token = await openTogether(page, azure, [ID.production, ID.shared]);
  await page.locator('[data-tab="clean-up"]').click();
  const stale = page.locator('.tidy-kind[data-kind="stale_member"]');
  await expect(stale).toHaveAttribute("data-verdict", "found");
  await expect(stale.locator("[data-within]")).toHaveText("Fabrikam Shared");

  await page.locator('[data-tab="configured"]').first().click();
  await page.locator("[data-choose-all]").click();
  await page.locator('[data-offer="edit"]').click();
  const act = page.locator("[data-act]");
  await act.getByLabel(say(en, "edit.sources")).fill("192.0.2.0/24");
  await act.locator("[data-review]").click();
  const diffs = act.locator(".act-diff[data-policy]");
  await expect(diffs).toHaveCount(2);
  const places = await diffs.locator(".quiet").allTextContents();
  for (const id of [ID.production, ID.shared]) expect(places.join(" ")).toContain(id);
  const changes = async () => {
    const { requests } = await azure.requests(token);
    return requests.filter((it) => it.method === "PUT").map((it) => it.path);
  };
  expect(await changes()).toEqual([]);
  for (const box of await act.locator("[data-consent]").all()) await box.check();
  await act.locator("[data-send]").click();
  await expect(act).toHaveAttribute("data-step", "done", { timeout: 60_000 });
  const states = act.locator(".act-states > li");
  await expect(states).toHaveCount(2);
  const written = await changes();
  expect(written).toHaveLength(2);
  for (const id of [ID.production, ID.shared]) expect(written.filter((it) => it.includes(id))).toHaveLength(1);
});

test("JIT is turned on for VMs of several subscriptions at once", async ({ page, azure }) => {
  const token = await openTogether(page, azure, [ID.production, ID.shared]);
  await page.locator('[data-tab="not-configured"]').click();
  await page.locator("[data-choose-all]").click();
  await page.locator('[data-offer="turn_on"]').click();
  const act = page.locator("[data-act]");
  await act.locator("[data-review]").click();
  for (const name of ["Contoso Production", "Fabrikam Shared"]) await expect(act).toContainText(name);
  await act.locator("[data-send]").click();
  await expect(act).toHaveAttribute("data-step", "done", { timeout: 60_000 });
  const { requests } = await azure.requests(token);
  const written = requests.filter((it) => it.method === "PUT").map((it) => it.path);
  expect(written).toHaveLength(2);
  for (const id of [ID.production, ID.shared]) expect(written.filter((it) => it.includes(id))).toHaveLength(1);
});

test("what can't be read in one subscription is in doubt there, by name", async ({ page, azure }) => {
  await openTogether(page, azure, [ID.production, ID.sandbox]);
  await page.locator('[data-tab="clean-up"]').click();
  const stale = page.locator('.tidy-kind[data-kind="stale_member"]');
  await expect(stale).toHaveAttribute("data-verdict", "cannot_tell");
  await expect(stale.locator("[data-in-doubt]")).toHaveText("Contoso Sandbox");
});

test("a tick is for what the list holds, and says what it hides", async ({ page, azure }) => {
  await open(page, azure);
  const box = row(page, ID.shared).getByRole("checkbox");
  await box.check();
  await page.getByLabel(say(en, "fleet.find"), { exact: true }).fill("contoso");
  await expect(row(page, ID.shared)).toHaveCount(0);
  await expect(page.locator("[data-chosen] [role=status]")).toContainText(saying(en, "fleet.chosen.hidden", { n: 1 }));
  await page.getByLabel(say(en, "fleet.find"), { exact: true }).fill("");
  // Numbers that come in leave the tick, and whoever is at it, where they are.
  await box.focus();
  await page.locator("[data-inspect]").evaluate((it) => it.click());
  await expect(figure(page, ID.shared, "exposed")).toHaveText("1");
  await expect(box).toBeFocused();
  await expect(box).toBeChecked();
});

test("an address with too many subscriptions says so", async ({ page, azure }) => {
  const ids = Array.from({ length: 51 }, (_, at) => `00000000-0000-4000-8000-${`${at}`.padStart(12, "0")}`);
  await page.goto(`/#/subscription/${ids.join(",")}?lang=en`);
  await paste(page, (await azure.token("healthy")).accessToken);
  await expect(page.getByText(en.inventory.several.too_many.title)).toBeVisible();
  await page.getByRole("link", { name: en.inventory.several.too_many.back }).click();
  await expect(page.locator("h1")).toHaveText(say(en, "fleet.title"));
});

test("a report for paper tells each subscription, the worst first, and names none unasked", async ({ page, azure }) => {
  await open(page, azure, { query: "?sort=name" });
  await page.locator("[data-show-report]").click();
  const report = page.locator("[data-report]");
  const names = () => report.locator("[data-posture]").evaluateAll((all) => all.map((it) => it.dataset.posture));
  const total = await shown(page).count();
  expect(await names()).toEqual(Array.from({ length: total }, (_, at) => `subscription-${at + 1}`));
  // The worst has at least as many problems as the next.
  const problems = await report.locator("[data-posture]").evaluateAll((all) => all.map((it) => it.querySelectorAll("[data-problem]").length));
  expect(problems).toEqual(problems.toSorted((one, other) => other - one));
  expect(problems[0]).toBeGreaterThan(0);
  await page.getByLabel(say(en, "fleet.export.names")).check();
  expect(await names()).toContain("Contoso Production");
  await page.getByLabel(say(en, "fleet.find")).fill("production");
  await expect(report.locator("[data-posture]")).toHaveCount(await shown(page).count());
  // On paper nothing else stands beside it.
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("[data-fleet]")).toBeHidden();
  await expect(report).toBeVisible();
  await page.emulateMedia({ media: "screen" });
  await page.locator("[data-show-report]").click();
  await expect(report).toHaveCount(0);
});
