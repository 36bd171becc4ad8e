// A check from a file: the script that the page writes is run, and the file that it leaves
// is opened.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { choose, collected, written } from "./collected.js";
import { card, diagnose, done, en, expect, ja, say, test } from "./page.js";

// What each row says, by its check.
const verdicts = (page) =>
  page.locator("[data-check]").evaluateAll((rows) =>
    Object.fromEntries(rows.map((it) => [it.dataset.check, `${it.dataset.verdict} ${it.dataset.case ?? ""}`])));

let folder;
// A script starts some thirty programs, one after another.
test.slow();

test.beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "jit-doctor-")); });
test.afterEach(() => rmSync(folder, { recursive: true }));

for (const estate of ["healthy", "plan-off", "vm-deallocated", "person-reader", "person-vm-only", "request-expired", "window-open", "firewall-policy", "subnet-user-deny", "lock-read-only"]) {
  test(`${estate}: a file tells what a run tells`, async ({ page, azure }) => {
    await diagnose(page, azure, estate);
    const live = await verdicts(page);
    const headline = await card(page).getByRole("heading").first().textContent();
    // Another Azure of the same kind, and a page without a session.
    const { ask } = await azure.estate(estate);
    await page.evaluate(() => sessionStorage.clear());
    const script = await written(page, ask);
    const file = await collected(folder, script, await azure.token(estate));
    expect(readFileSync(file, "utf8")).not.toMatch(/eyJ|Bearer|authorization:/i);
    await page.reload();
    await choose(page, file);
    await done(page);
    await expect(page.locator("[data-from-file]")).toBeVisible();
    expect(Object.keys(live).length).toBeGreaterThan(25);
    const told = await verdicts(page);
    // What only a token says, no file holds.
    delete live["session.mfa"];
    delete told["session.mfa"];
    expect(told).toEqual(live);
    await expect(card(page).getByRole("heading").first()).toHaveText(headline);
  });
}

test("a file that is none is named, in both languages, and what was typed stays", async ({ page, azure }) => {
  const { ask } = await azure.estate("healthy");
  const file = join(folder, "other.json");
  for (const [words, lang] of [[en, "en"], [ja, "ja"]]) {
    for (const [text, key] of [['{"kind":"jit-doctor-collection",', "cut"], ["{}", "foreign"], ["\u0000", "foreign"]]) {
      writeFileSync(file, text);
      await page.goto(`/#/collect?${new URLSearchParams({ vm: ask.vm, port: "3389", goal: "connect", lang })}`);
      await choose(page, file);
      await expect(page.locator("[data-collect-open]")).toContainText(say(words, `collect.damage.${key}`));
      await expect(page.getByLabel(say(words, "collect.vm"), { exact: true })).toHaveValue(ask.vm);
    }
  }
});

test("the check of a file offers no act, and its run asks nobody", async ({ page, azure }) => {
  const { ask } = await azure.estate("plan-off");
  const file = await collected(folder, await written(page, ask), await azure.token("plan-off"));
  const asked = [];
  page.on("request", (it) => { if (it.url().startsWith("https://management.azure.com")) asked.push(it.url()); });
  await page.goto("/#/collect");
  await choose(page, file);
  await done(page);
  await expect(page.locator("[data-offer=turn_on], [data-offer=request]")).toHaveCount(0);
  expect(asked).toEqual([]);
});

test("what is shared from a file was true when that was collected", async ({ page, azure }) => {
  const { ask } = await azure.estate("plan-off");
  const file = await collected(folder, await written(page, ask), await azure.token("plan-off"));
  const old = readFileSync(file, "utf8").replace(/"collected": ?"[^"]+"/, '"collected": "2026-01-02T03:04:05Z"');
  expect(old).toContain("2026-01-02T03:04:05Z");
  writeFileSync(file, old);
  await page.goto("/#/collect");
  await choose(page, file);
  await done(page);
  await expect(page.locator("[data-from-file]")).toContainText("2 Jan 2026");
  await page.locator("[data-share] > summary").click();
  const address = await page.locator("[data-result-link] code").innerText();
  await page.goto("about:blank");
  await page.goto(`/${address.slice(address.indexOf("#"))}`);
  await expect(page.locator("[data-shared]")).toContainText("2 Jan 2026");
});
