// What changed, beside the access windows: asked for only when somebody wants to know,
// with what explains the cause marked, and told as far as Azure tells it.
import { expectAccessible } from "./axe.js";
import { diagnose, en, expect, say, saying, test } from "./page.js";

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
