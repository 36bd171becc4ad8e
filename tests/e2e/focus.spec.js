// Whoever moves by keyboard goes on where the work goes on: nothing that closes
// takes the focus with it.
import { diagnose, done, en, expect, machine, paste, say, test } from "./page.js";

const focused = (page) => page.evaluate(() => document.activeElement?.tagName);

for (const [estate, offer, asks] of [
  ["healthy", "request", { goal: "request" }],
  ["not-configured-enable", "turn_on", {}],
]) {
  test(`closing ${offer} gives the focus back to what opened it`, async ({ page, azure }) => {
    await diagnose(page, azure, estate, { asks });
    const opener = page.locator(`[data-offer=${offer}]`).first();
    await opener.click();
    await expect(page.locator("[data-act] h2").first()).toBeFocused();
    await page.locator("[data-act] [data-close]").click();
    await expect(page.locator("[data-act]")).toHaveCount(0);
    await expect(opener).toBeFocused();
  });
}

test("after an act is done, closing it leads to what is there", async ({ page, azure }) => {
  await diagnose(page, azure, "plan-off");
  await page.locator("[data-offer=plan]").first().click();
  await page.locator("[data-act] [data-send]").click();
  await expect(page.locator("[data-outcome=done]")).toBeVisible();
  await done(page);
  await page.locator("[data-act] [data-close]").click();
  await expect(page.locator("[data-act]")).toHaveCount(0);
  await expect.poll(() => focused(page)).not.toBe("BODY");
});

// Links that were sent before.
const RESULT = "jd1.78.fRWjnw.AKDAldgGAAEAAAIAAAEGAQEOAQEKAQH0aQFiASMREREREREhEBEQESERMQAREgIuAAIFAYUDBgEKAQ";

test("a comparison leads from the first result to the second to what changed, and has an address", async ({ page }) => {
  const fields = page.locator("main .open input:not([type=file])");
  await page.goto("/#/compare");
  for (const left of [1, 0]) {
    await fields.first().fill(RESULT);
    await page.getByRole("button", { name: say(en, "page.result.open.use") }).first().click();
    await expect(fields).toHaveCount(left);
    await expect(left ? fields.first() : page.locator("#differences")).toBeFocused();
  }
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: say(en, "page.compare.copy") }).click();
  const address = await page.evaluate(() => navigator.clipboard.readText());
  expect(address).toBe(page.url());
  await page.goto("about:blank");
  await page.goto(address);
  await expect(page.locator("[data-compared]")).not.toHaveCount(0);
});

test("opening a result by hand leads to it", async ({ page }) => {
  await page.goto("/#/result");
  await page.getByLabel(say(en, "page.result.open.label"), { exact: true }).fill(RESULT);
  await page.getByRole("button", { name: say(en, "page.result.open.use") }).click();
  await expect(page.locator("[data-shared]")).toBeVisible();
  await expect(page.locator("h1")).toBeFocused();
});

test("staying in a tenant after all leads back to the page", async ({ page, azure }) => {
  await page.goto("/#/target");
  await paste(page, (await azure.token("healthy")).accessToken);
  await expect(machine(page)).toBeVisible();
  await page.locator("header [popovertarget]").click();
  await page.getByRole("combobox", { name: say(en, "components.header.switch_tenant") }).click();
  await page.getByRole("option", { name: /Fabrikam/ }).click();
  await page.getByRole("button", { name: say(en, "page.tenant.stay") }).click();
  await expect(page.locator("h1")).toBeFocused();
});

test("a copied message is left by Back without a fault", async ({ page, azure, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/#/trust");
  await diagnose(page, azure, "person-vm-only");
  const copy = page.locator("[data-offer=message] button").first();
  await copy.click();
  await expect(copy).toHaveText(say(en, "components.copy.done"));
  await page.evaluate(() => { location.hash = "#/trust"; });
  await expect(page.locator("h1")).toHaveText(say(en, "page.trust.title"));
  await expect(page.locator("[data-crash]")).toHaveCount(0);
});
