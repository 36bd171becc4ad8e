// What changed, beside the access windows: asked for only when somebody wants to know,
// with what explains the cause marked, and told as far as Azure tells it.
import { expectAccessible } from "./axe.js";
import { diagnose, en, expect, ja, say, saying, test } from "./page.js";

const panel = (page) => page.locator("[data-changes]");

const show = (page) => panel(page).locator("> summary").click();

const isGraph = (request) => request.url().includes("Microsoft.ResourceGraph");

test("a deployment that removed JIT's rule is marked, and asked for only on demand", async ({ page, azure }) => {
  const asked = [];
  page.on("request", (request) => isGraph(request) && request.method() === "POST" && asked.push(request.url()));
  await diagnose(page, azure, "changed-by-deployment");
  await page.waitForLoadState("networkidle");
  expect(asked).toEqual([]);
  await show(page);

  const found = panel(page).locator("[data-found]");
  await expect(found).toContainText("This explains the cause: NSG nsg-web, ");
  await expect(found).toContainText("with ARM Template");
  await expect(found).toContainText("JIT's rule that opens a port was removed");
  await expect(panel(page).locator("[data-mark=explains]")).toHaveCount(2);
  expect(asked).toHaveLength(1);
  // Times say when it was by any clock.
  const time = panel(page).locator("[data-mark] time").first();
  await expect(time).toHaveText(/20 minutes ago/);
  await expectAccessible(page, "what changed");

  // Nobody's name goes along, and the others only when they are chosen.
  await panel(page).locator("[data-take] > summary").click();
  const taken = panel(page).locator("[data-taken]");
  await expect(taken).toContainText("20 minutes");
  await expect(taken).not.toContainText(/nsg-web|c1f4d8a6|alex@/);
  await panel(page).locator("[data-names]").check();
  await expect(taken).toContainText("nsg-web-01");
  await expect(taken).not.toContainText("alex@");
  await expectAccessible(page, "the history to take along");
});

test("code that rewrites a group is named as likely", async ({ page, azure }) => {
  await diagnose(page, azure, "changed-by-code");
  await show(page);
  await expect(panel(page).locator("[data-code]")).toContainText("is likely to rewrite");
});

test("a history with gaps says so, and makes nothing sure", async ({ page, azure }) => {
  await diagnose(page, azure, "changes-with-gaps");
  await show(page);
  await expect(panel(page).locator("[data-found]")).toContainText("This may explain the cause");
  await expect(panel(page).locator("[data-mark=explains]")).toHaveCount(0);
  for (const key of ["changes.gaps.no_time", "changes.ahead", "changes.follows_gap", "changes.gaps.some_details"]) {
    await expect(panel(page).getByText(say(en, key)).first()).toBeVisible();
  }
});

test("a refused history names the action", async ({ page, azure }) => {
  await diagnose(page, azure, "changes-refused");
  await show(page);
  await expect(panel(page)).toContainText(saying(en, "changes.failed"));
  await expect(panel(page)).toContainText("Microsoft.ResourceGraph/resources/read");
  await expectAccessible(page, "a history that can't be read");
});

const share = (page) => page.locator("[data-share]");

const openShare = (page) => share(page).locator("> summary").click();

const link = (page) => page.locator("[data-result-link] code").innerText();

const explained = (page) => page.locator("[data-explained]");

async function follow(page, address) {
  await page.goto("about:blank");
  await page.goto(`/${address.slice(address.indexOf("#"))}`);
}

for (const [words, language] of [[en, "en"], [ja, "ja"]]) {
  test(`the change that explains the cause goes along with a result: ${language}`, async ({ page, azure }) => {
    await diagnose(page, azure, "changed-by-deployment");
    // Before the history was read, nothing is told of it, and nobody reads it for that.
    await openShare(page);
    const bare = await link(page);
    await expect(page.locator("[data-explained-by]")).toHaveCount(0);
    await show(page);
    await expect(panel(page).locator("[data-found]")).toBeVisible();
    await expect(page.locator("[data-explained-by]")).toHaveCount(1);
    await expect.poll(() => link(page)).not.toBe(bare);

    // The panel says what goes along, without names.
    await page.locator("[data-preview] > summary").click();
    const row = page.locator("[data-explained-by]");
    await expect(row).toHaveAttribute("data-explained-by", "rule_removed.jit_allow");
    await expect(row).toContainText("minutes-before-20");
    await expect(row).not.toContainText(/nsg-web|c1f4d8a6|MicrosoftDefender/);
    await expectAccessible(page, `the change in the preview, ${language}`);
    const outside = await link(page);
    await share(page).locator("input[type=radio][value=team]").check();
    await expect.poll(() => link(page)).not.toBe(outside);
    const team = await link(page);

    await follow(page, outside);
    if (language === "ja") await page.locator("header button[lang=ja]").click();
    const who = say(words, "changes.by.withheld.application");
    const told = explained(page);
    await expect(told).toHaveAttribute("data-explained", "explains");
    await expect(told).toContainText(saying(words, "changes.found.explains", {
      what: say(words, "changes.kinds.group"),
      when: say(words, "withheld.minutes-before", { n: 20 }),
      who: say(words, "changes.with_client", { who, client: "ARM Template" }),
      deed: say(words, "changes.deeds.rule_removed.jit_allow"),
    }));
    await expect(page.locator("main")).not.toContainText(/nsg-web|c1f4d8a6|6B4F27F3|813F1F24/);
    await expect(told).toContainText(/nsg-\d.*jit-rule-\d/);
    await expectAccessible(page, `a result with the change, ${language}`);
    await page.emulateMedia({ media: "print" });
    await expect(told).toBeVisible();
    await page.emulateMedia({ media: null });

    // With names ticked it says all that may be said, and when it was by the reader's clock.
    await follow(page, team);
    if (language === "ja") await page.locator("header button[lang=ja]").click();
    await expect(told).toContainText(/nsg-web/);
    await expect(told).toContainText("MicrosoftDefenderForCloud-JITRule");
    await expect(told).toContainText(/\d\d:\d\d/);
    await expect(told).toContainText("UTC");
    await expect(told).toContainText(/2\d\s(minutes ago|分前)/);
  });
}

test("a change that may explain the cause is no surer in a result, and names nobody", async ({ page, azure }) => {
  await diagnose(page, azure, "changes-with-gaps");
  await show(page);
  await expect(panel(page).locator("[data-found]")).toBeVisible();
  await openShare(page);
  await share(page).locator("input[type=radio][value=team]").check();
  await expect(page.locator("[data-explained-by]")).toHaveCount(1);
  await expect.poll(async () => {
    await page.locator("[data-preview]").evaluate((it) => { it.open = true; });
    return page.locator("[data-explained-by]").innerText();
  }).toContain("DenyManagementPorts");
  await follow(page, await link(page));
  await expect(explained(page)).toHaveAttribute("data-explained", "may_explain");
  await expect(explained(page)).toContainText("This may explain the cause");
  await expect(explained(page)).toContainText("by a user, with Azure Portal");
  await expect(page.locator("main")).not.toContainText(/nestor|megan|alex@|contoso\.com/);
});

test("a result without a change that explains it tells none", async ({ page, azure }) => {
  await diagnose(page, azure, "plan-off");
  await show(page);
  await expect(panel(page).locator(".opened")).toBeVisible();
  await openShare(page);
  await expect(page.locator("[data-result-link]")).toBeVisible();
  await expect(page.locator("[data-explained-by]")).toHaveCount(0);
  await follow(page, await link(page));
  await expect(page.locator("[data-shared]")).toBeVisible();
  await expect(explained(page)).toHaveCount(0);
});
