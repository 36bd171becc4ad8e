// The demo: what it offers first, what is found, where each story leads, and that
// nothing of it is ever asked of Azure.
import { arm, entra } from "./hosts.js";
import { card, done, en, expect, say, test } from "./page.js";

const STORIES = Object.entries(en.page.demo.stories);
const stories = (page) => page.locator(".stories a");
const banner = (page) => page.locator(".demo-banner");

test("begins with six stories, and all scenarios are found by words", async ({ page, azure }) => {
  await page.goto("/#/demo");
  await expect(stories(page)).toHaveCount(6);
  expect((await stories(page).allTextContents()).sort()).toEqual(STORIES.map(([, it]) => it.title).sort());
  const all = page.locator(".scenarios a");
  await expect(all).toHaveCount((await azure.estates()).length);
  expect(await page.locator(".scenarios").count()).toBeGreaterThan(3);
  await page.getByLabel(say(en, "page.demo.search")).fill("plan 1");
  await expect.poll(() => all.count()).toBeLessThan(10);
  await expect(page.getByRole("link", { name: "Defender for Servers Plan 1", exact: true })).toBeVisible();
  await expect(page.getByRole("status")).toHaveText(say(en, "page.demo.count", { n: await all.count() }));
});

test("Back from a scenario finds the search as it was", async ({ page }) => {
  await page.goto("/#/demo");
  const search = page.getByLabel(say(en, "page.demo.search"), { exact: true });
  // An abbreviation is as good as what it stands for.
  await search.fill("network security group");
  const found = page.locator(".scenarios a");
  const count = await found.count();
  await search.fill("nsg");
  await expect(found).not.toHaveCount(0);
  expect(count).toBe(await found.count());
  await expect(page).toHaveURL(/find=nsg/);
  await found.first().click();
  await done(page);
  await page.goBack();
  await expect(search).toHaveValue("nsg");
  await expect(found).toHaveCount(count);
});

for (const [name, { title }] of STORIES) {
  test(`the story of ${name} opens on what it is about`, async ({ page, azure }) => {
    const { expect: expected } = await azure.estate(name);
    await page.goto("/#/demo");
    await page.locator(".stories").getByRole("link", { name: title, exact: true }).click();
    await done(page, 30_000);
    await expect(banner(page)).toBeVisible();
    const path = new URL(page.url()).hash.slice(2).split(/[/?]/)[0];
    expect(path).toBe(name.startsWith("subscription") ? "subscription" : "check");
    if (path === "check") {
      await expect(card(page)).toHaveAttribute("data-root-cause", expected.rootCause ?? "");
    }
  });
}

for (const [name, page_] of [
  ["subscription-many", "subscription"],
  ["turn-on-many", "subscription"],
  ["many-vms", "target"],
  ["fleet", "fleet"],
]) {
  test(`${name} opens on the ${page_} page`, async ({ page }) => {
    await page.goto(`/#/demo/${name}`);
    await expect(banner(page)).toBeVisible({ timeout: 60_000 });
    await expect.poll(() => new URL(page.url()).hash).toMatch(new RegExp(`^#/${page_}`));
  });
}

test("an address of the demo stays in the demo wherever it is opened", async ({ page, context }) => {
  const asked = [];
  context.on("request", (it) => {
    if ([arm, entra].some((host) => it.url().startsWith(host))) asked.push(it.url());
  });
  await page.goto("/#/demo/vm-no-nsg");
  await done(page);
  const links = page.locator("main .summary a");
  const addresses = await links.evaluateAll((all) => all.map((it) => it.href));
  expect(addresses.length).toBe(2);
  for (const address of [page.url(), ...addresses]) {
    const other = await context.newPage();
    await other.goto(address);
    await expect(banner(other)).toBeVisible();
    await expect(other.locator("main .lead, main [data-verdict-card], main [role=tab]").first()).toBeVisible();
    if (address === page.url()) {
      await done(other);
      await expect(card(other)).toHaveAttribute("data-root-cause", await card(page).getAttribute("data-root-cause"));
      await other.reload();
      await done(other);
      await expect(banner(other)).toBeVisible();
    }
    await other.close();
  }
  expect(asked).toEqual([]);
});
