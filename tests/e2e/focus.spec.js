// Whoever moves by keyboard goes on where the work goes on: nothing that closes
// takes the focus with it.
import { card, diagnose, done, en, expect, machine, paste, say, test } from "./page.js";

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

for (const place of ["[data-verdict-card]", "[data-doubt]"]) {
  test(`checking again from ${place} leads to the progress, then to the card`, async ({ page, azure }) => {
    await diagnose(page, azure, "html", { wish: { latency: 200 } });
    if (place === "[data-doubt]") await page.locator("[data-doubt] > details > summary").click();
    await page.locator(place).getByRole("button", { name: say(en, "components.card.check_again") }).press("Enter");
    await expect(page.locator(".effort")).toBeFocused();
    await expect(page.locator("main")).toHaveAttribute("data-run", "running");
    await done(page);
    await expect(page.locator("#verdict-headline")).toBeFocused();
  });
}

test("checking again leads to the new card where the old one, with its button, has gone", async ({ page, azure }) => {
  // Somebody else's page in place of Azure's answer, the first time.
  await page.route(/\/jitNetworkAccessPolicies\?/i, (route) =>
    route.fulfill({ contentType: "text/html", body: "<html>", headers: { "access-control-allow-origin": "*" } }),
  );
  await diagnose(page, azure, "healthy", { asks: { goal: "request" }, wish: { latency: 200 } });
  await page.unrouteAll();
  await expect(card(page)).toHaveAttribute("data-kind", "unsure");
  await card(page).getByRole("button", { name: say(en, "components.card.check_again") }).press("Enter");
  await expect(page.locator(".effort")).toBeFocused();
  await expect(card(page)).toHaveAttribute("data-kind", "clear");
  await expect(page.locator("#verdict-headline")).toBeFocused();
});

test("who goes elsewhere while it is checked again stays there", async ({ page, azure }) => {
  await diagnose(page, azure, "html", { wish: { latency: 200 } });
  await card(page).getByRole("button", { name: say(en, "components.card.check_again") }).press("Enter");
  await expect(page.locator(".effort")).toBeFocused();
  const search = page.getByRole("searchbox");
  await search.focus();
  await done(page);
  await expect(search).toBeFocused();
});

// Links that were sent before.
const RESULT = "jd1.78.fRWjnw.AKDAldgGAAEAAAIAAAEGAQEOAQEKAQH0aQFiASMREREREREhEBEQESERMQAREgIuAAIFAYUDBgEKAQ";

test.describe("a host that fails", () => {
  test.use({ tolerated: [/net::ERR_FAILED/] });

  for (const [what, estate, hook, files, again, there] of [
    ["part of the page", "healthy", "[data-share]", "**/assets/part*", "page.not_loaded.retry", "[data-result-link]"],
    ["file of texts", "plan-off", "[data-ahead]", "**/text/en.ahead*", "components.texts.again", "[data-end]"],
  ]) {
    test(`a ${what} that is fetched again leaves the focus at its heading`, async ({ page, azure }) => {
      await diagnose(page, azure, estate);
      await page.route(files, (it) => it.abort());
      const section = page.locator(hook);
      await section.locator("> summary").click();
      const retry = section.getByRole("button", { name: say(en, again) });
      await expect(retry).toBeVisible();
      await page.unroute(files);
      await retry.press("Enter");
      await expect(section.locator(there)).toBeVisible();
      await expect(section.locator("> summary")).toBeFocused();
    });
  }
});

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
