// What has to be done, in order: what is foreseen is what comes, and each step can be
// asked for.
import { expectAccessible } from "./axe.js";
import { card, diagnose, done, en, expect, ja, say, test } from "./page.js";

const ahead = (page) => page.locator("[data-ahead]");
const steps = (page) =>
  ahead(page).locator("[data-step]").evaluateAll((all) => all.map((it) => it.dataset.step));

for (const [words, language] of [[en, "en"], [ja, "ja"]]) {
  test(`all steps are told, and can be sent: ${language}`, async ({ page, context, azure }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const { ask } = await azure.estate("plan-off-reader");
    await diagnose(page, azure, "plan-off-reader", { words, asks: { goal: "enable", lang: language } });
    const cause = await card(page).getByRole("heading").first().textContent();
    await ahead(page).locator("summary").click();
    await expect(ahead(page).locator("[data-end]")).toHaveText(
      say(words, "ahead.end.goal.enable", { vm: ask.vm.split("/").at(-1) }));
    expect(await steps(page)).toEqual(["plan.servers", "access.configure"]);
    await expect(ahead(page).locator("strong").first()).toHaveText(cause);
    await expectAccessible(page, `all steps, ${language}`);
    await ahead(page).getByRole("button", { name: say(words, "ahead.copy"), exact: true }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.startsWith(`1. ${cause}\n`)).toBe(true);
    expect(copied).toContain("\n2. ");
    // One message a person: whoever can turn the plan on can give the role, too.
    const messages = ahead(page).locator(".actions button");
    expect(await messages.count()).toBeGreaterThan(1);
    await messages.first().click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(ask.vm);

    // It goes along with what is shared.
    await page.locator("[data-share] > summary").click();
    const address = await page.locator("[data-result-link] code").innerText();
    await page.goto("about:blank");
    await page.goto(address);
    await ahead(page).locator("summary").click();
    await expect(ahead(page).locator("[data-end]")).toBeVisible();
    expect(await steps(page)).toEqual(["plan.servers", "access.configure"]);
    await expectAccessible(page, `all steps of a result, ${language}`);
  });
}

test("what is done is gone from the steps, and the rest stays", async ({ page, azure }) => {
  await diagnose(page, azure, "plan-off", { asks: { goal: "connect" } });
  await ahead(page).locator("summary").click();
  await expect(ahead(page).locator("[data-end]")).toBeVisible();
  const before = await steps(page);
  expect(before[0]).toBe("plan.servers");
  expect(before.length).toBeGreaterThan(1);
  await page.locator("[data-offer=plan]").first().click();
  const act = page.locator("[data-act]");
  await act.locator("[data-send]").click();
  await expect(act.locator("[data-outcome=done]")).toBeVisible();
  await act.getByRole("button", { name: say(en, "acts.close"), exact: true }).click();
  await done(page);
  await expect(async () => expect(await steps(page)).toEqual(before.slice(1))).toPass();
});

test("with nothing to do first, there are no steps", async ({ page, azure }) => {
  await diagnose(page, azure, "healthy");
  await expect(ahead(page)).toHaveCount(0);
});
