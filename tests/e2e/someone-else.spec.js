// A check about somebody else, from each place that leads to it; bad input is named and
// loses nothing.
import { card, diagnose, done, en, expect, ja, paste, route, row, say, test } from "./page.js";
import { OWNER, READER } from "./people.js";

for (const [words, lang] of [[en, "en"], [ja, "ja"]]) {
  test(`${lang}: the card says whose permissions were judged`, async ({ page, azure }) => {
    await diagnose(page, azure, "for-user", { words, asks: { lang } });
    await expect(card(page)).toContainText(say(words, "subject.user", { subject: READER }));
    await expect(row(page, "access.initiate")).toHaveAttribute("data-verdict", "fail");
    await expect(page.locator("[data-for]")).toContainText(READER);
    await page.getByRole("link", { name: say(words, "page.subject.for.self") }).click();
    await done(page);
    await expect(row(page, "access.initiate")).toHaveAttribute("data-verdict", "pass");
    await expect(page.locator("[data-for]")).toHaveCount(0);
  });
}

test("someone is chosen from who may access, and compared", async ({ page, azure }) => {
  await diagnose(page, azure, "healthy");
  const list = page.locator("[data-who-may]");
  await list.locator("summary").first().click();
  const line = list.locator("tr", { hasText: READER });
  await expect(line).toBeVisible();

  const form = list.locator("[data-someone-else]");
  await form.getByRole("button", { name: say(en, "page.subject.compare") }).click();
  await expect(form).toContainText(say(en, "page.bad_parameter.for"));
  await form.getByLabel(say(en, "page.subject.label"), { exact: true }).fill("megan@contoso.com");
  await expect(form).toContainText(say(en, "page.bad_parameter.for"));
  await form.getByLabel(say(en, "page.subject.label"), { exact: true }).fill(READER);
  await form.getByLabel(say(en, "page.subject.kinds.user"), { exact: true }).check();
  await form.getByRole("button", { name: say(en, "page.subject.compare") }).click();
  await expect(form.locator("[data-difference]")).toContainText("jitNetworkAccessPolicies/initiate/action");
  await expect(form.locator("[data-difference]")).toContainText("/resourceGroups/rg-shop-prod");
  const cells = form.locator('tr[data-permission="access.initiate"] [data-verdict]');
  await expect(cells.nth(0)).toHaveAttribute("data-verdict", "pass");
  await expect(cells.nth(1)).toHaveAttribute("data-verdict", "fail");

  await line.locator("[data-check-for]").click();
  await expect(page).toHaveURL(new RegExp(`for=${READER}&kind=user`));
  await done(page);
  await expect(row(page, "access.initiate")).toHaveAttribute("data-verdict", "fail");
});

test("an id that is none is named, and nothing else is lost", async ({ page, azure }) => {
  await diagnose(page, azure, "healthy", { asks: { for: "megan@contoso.com", kind: "robot" } });
  await expect(page.getByText(say(en, "page.bad_parameter.for"))).toBeVisible();
  await expect(page.getByText(say(en, "page.bad_parameter.kind"))).toBeVisible();
  await expect(row(page, "access.initiate")).toHaveAttribute("data-verdict", "pass");
});

test("an id without a role is unknown until it is said what it is", async ({ page, azure }) => {
  await diagnose(page, azure, "for-no-one");
  await expect(card(page)).toContainText(say(en, "subject.none"));
  await expect(row(page, "access.initiate")).toHaveAttribute("data-verdict", "cannot-tell");
  await page.getByRole("link", { name: say(en, "page.check.summary.change") }).click();
  const about = page.locator("[data-about]");
  await expect(about).toHaveAttribute("open");
  await about.getByLabel(say(en, "page.subject.kinds.user"), { exact: true }).check();
  await page.getByRole("button", { name: say(en, "page.target.run"), exact: true }).click();
  await done(page);
  await expect(row(page, "access.initiate")).toHaveAttribute("data-verdict", "fail");
});

test("a result that was sent can be checked for its sender", async ({ page, azure }) => {
  const link = "jd1.88.tt_NFw.AKDAldgGAAEAAAIAAAEGAQEOAQEKAQH0aQFiATMREREREREhEBEQESERMQAREgIAAAAAABAQAS4AAgUBhQMGAQoB";
  await page.goto(`/#/result/${link}`);
  const them = page.locator("[data-for-them]");
  await them.locator("summary").click();
  await them.getByLabel(say(en, "page.subject.label"), { exact: true }).fill(OWNER);
  await them.getByRole("button", { name: say(en, "page.subject.check") }).click();
  await expect(page).toHaveURL(new RegExp(`for=${OWNER}`));
  await paste(page, (await azure.token("healthy")).accessToken);
  await expect(page.locator("[data-about]")).toHaveAttribute("open");
  await expect(page.getByLabel(say(en, "page.subject.label"), { exact: true })).toHaveValue(OWNER);
});

test("no link and no report holds who it is", async ({ page, azure }) => {
  const { ask } = await azure.estate("for-user");
  expect(route(ask)).toContain(READER);
  await diagnose(page, azure, "for-user");
  await page.locator("[data-share] summary").first().click();
  await expect(page.locator("[data-share]")).toBeVisible();
  const texts = await page.locator("[data-share]").evaluate((it) => it.innerHTML + [...it.querySelectorAll("input, textarea")].map((field) => field.value).join());
  expect(texts).not.toContain(READER);
});
