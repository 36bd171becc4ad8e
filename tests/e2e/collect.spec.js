// A check from a file: the script that the page writes is run, and the file that it leaves
// is opened.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { choose, collected, saysTheSame, showScript, written } from "./collected.js";
import { card, done, en, expect, ja, say, test } from "./page.js";

let folder;
// A script starts some thirty programs, one after another.
test.slow();

test.beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "jit-doctor-")); });
test.afterEach(() => rmSync(folder, { recursive: true }));

for (const estate of ["healthy", "plan-off", "vm-deallocated", "person-reader", "person-vm-only", "request-expired", "window-open", "firewall-policy", "subnet-user-deny", "lock-read-only"]) {
  test(`${estate}: a file tells what a run tells`, async ({ page, azure }) => {
    await saysTheSame(page, azure, estate, async (ask) => {
      const file = await collected(folder, await written(page, ask), await azure.token(estate));
      expect(readFileSync(file, "utf8")).not.toMatch(/eyJ|Bearer|authorization:/i);
      return file;
    });
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
      await expect(page.locator("[data-file-place]")).toContainText(say(words, `collect.damage.${key}`));
      await expect(page.getByLabel(say(words, "collect.vm"), { exact: true })).toHaveValue(ask.vm);
    }
  }
});

test("the script stays one for the chosen tool while the question changes", async ({ page, azure }) => {
  await showScript(page, azure);
  const script = page.locator("[data-collect-script]");
  const choice = page.getByLabel(say(en, "collect.powershell").replaceAll("`", ""), { exact: true });
  await choice.check();
  await page.getByLabel(say(en, "collect.port"), { exact: true }).fill("22");
  await expect(script.locator("pre")).toContainText("port=22&");
  await expect(script.locator("pre")).toContainText("Invoke-AzRestMethod");
  await expect(choice).toBeChecked();
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

test("what a file lacks is collected again from the card and from its row", async ({ page, azure }) => {
  const { ask } = await azure.estate("healthy");
  const file = await collected(folder, await written(page, ask), await azure.token("healthy"));
  const whole = JSON.parse(readFileSync(file, "utf8"));
  whole.answers = whole.answers.filter((it) => !it.path.includes("jitNetworkAccessPolicies"));
  writeFileSync(file, JSON.stringify(whole));
  await choose(page, file);
  await done(page);
  const again = new RegExp(`^#/collect\\?vm=.*port=${ask.port}`);
  await expect(card(page).locator("[data-offer=collect] a")).toHaveAttribute("href", again);
  const doubt = page.locator("[data-doubt=not_in_file]");
  await doubt.locator("summary").first().click();
  await expect(doubt.locator("[data-offer=collect] a")).toHaveAttribute("href", again);
});

test("a check for someone else stays one through the script and its file", async ({ page, azure }) => {
  const { ask } = await azure.estate("for-group");
  const file = await collected(folder, await written(page, ask), await azure.token("for-group"));
  await expect(page.locator(`main [data-for="${ask.for}"]`)).toBeVisible();
  await choose(page, file);
  await done(page);
  await expect(page.locator(`main [data-for="${ask.for}"]`)).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`for=${ask.for}`));
});

test("what is shared from a file was true when that was collected", async ({ page, azure }) => {
  const { ask } = await azure.estate("plan-off");
  const file = await collected(folder, await written(page, ask), await azure.token("plan-off"));
  const old = readFileSync(file, "utf8").replace(/"(collected|time)": ?"[^"]+"/g, '"$1": "2026-01-02T03:04:05Z"');
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
  // A link keeps where it comes from: a file, and of what kind who collected it is.
  await expect(page.locator("[data-marks]")).toContainText(/a user collected.* 2 Jan 2026/);
});
