// The same in Japanese: everything is worded anew, nothing in English is left,
// and the diagnosis is the same one.
import { allInJapanese } from "./in-japanese.js";
import { card, diagnose, done, en, expect, explained, ja, machine, paste, route, rows, say, saying, test } from "./page.js";

test.use({ locale: "ja-JP" });

test("every screen speaks Japanese to somebody who reads Japanese", async ({ page, azure }) => {
  await page.goto("/");
  await expect(page.getByLabel(say(ja, "page.token.label"), { exact: true })).toBeVisible();
  await allInJapanese(page);
  await page.goto("/#/nowhere");
  await expect(page.locator("h1")).toHaveText(say(ja, "page.not_found.title"));
  await allInJapanese(page);
  await page.goto("/#/demo");
  await expect(page.getByRole("link", { name: "Defender for Servers プラン 1" })).toBeVisible();
  await allInJapanese(page);
  await page.goto("/#/target");
  await paste(page, (await azure.token("healthy")).accessToken, ja);
  await expect(machine(page, ja)).toBeVisible();
  await allInJapanese(page);
});

for (const estate of ["person-vm-only", "plan-off", "html", "healthy"]) {
  test(`${estate}: the same diagnosis in both languages`, async ({ page, azure }) => {
    await diagnose(page, azure, estate, { words: ja });
    const japanese = await rows(page);
    const check = await card(page).getAttribute("data-root-cause");
    const name = await card(page).getAttribute("data-case");
    const key = check ? `checks.${check}.cases.${name}.what` : null;
    if (key) await expect.poll(() => explained(page)).toMatch(saying(ja, key));
    await page.locator("main button[aria-controls]").first().click();
    for (const summary of await page.locator("[data-check] summary:visible").all()) {
      if (!(await summary.evaluate((it) => it.parentElement.open))) await summary.click();
    }
    await allInJapanese(page);

    await page.getByRole("button", { name: "English" }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(card(page)).toHaveAttribute("data-root-cause", check);
    if (key) await expect.poll(() => explained(page)).toMatch(saying(en, key));
    expect(await rows(page)).toEqual(japanese);
  });
}

test("the choice of language outlives a reload, and a link's comes first", async ({ page, azure }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.reload();
  await expect(page.getByLabel("Access token", { exact: true })).toBeVisible();
  const { ask } = await azure.estate("plan-off");
  await page.goto(route({ ...ask, lang: "ja" }));
  await paste(page, (await azure.token("plan-off")).accessToken, ja);
  await done(page);
  await allInJapanese(page);
});
