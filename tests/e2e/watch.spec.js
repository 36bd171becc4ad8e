// A window that is watched while the page is open.
import { expectAccessible } from "./axe.js";
import { card, diagnose, done, en, expect, hasten, ja, say, test } from "./page.js";

const panel = (page) => page.locator("[data-watch]");
const events = (page) => panel(page).locator("[data-event]");

// A look takes as long as a run, and several are waited for.
test.slow();

async function watch(page, words = en) {
  await panel(page).locator("> summary").click();
  await panel(page).getByRole("button", { name: say(words, "watch.start"), exact: true }).click();
  await expect(panel(page).locator("[data-standing]")).toBeVisible();
}

for (const [lang, words] of [["en", en], ["ja", ja]]) {
  test(`${lang}: what others do to a window is told, and nothing is asked once it's stopped`, async ({ page, azure }) => {
    await page.clock.install();
    const token = await diagnose(page, azure, "window-watched", { words, asks: { lang } });
    await watch(page, words);
    await expect(events(page)).toHaveCount(0);
    await hasten(page, events(page).first());
    const stopped = say(words, "checks.vm.running.cases.deallocated.headline", { vm: "vm-web-01" });
    await expect(events(page).first()).toContainText(stopped);
    await hasten(page, events(page).nth(1));
    await expect(events(page)).toHaveCount(2);
    await expect(panel(page).getByRole("log")).toContainText("nsg-web-01");
    await expectAccessible(page);

    // What stands above is of before.
    await panel(page).getByRole("button", { name: say(words, "watch.stop"), exact: true }).click();
    const before = (await azure.requests(token)).count;
    await page.clock.fastForward(600_000);
    expect((await azure.requests(token)).count).toBe(before);
    await expect(events(page)).toHaveCount(2);
    await panel(page).getByRole("button", { name: say(words, "watch.again"), exact: true }).click();
    await done(page);
    await expect(card(page)).toContainText(stopped);
    await expect(panel(page).getByRole("button", { name: say(words, "watch.again"), exact: true })).toHaveCount(0);
  });
}

test("the clock tells the end of a window, which can be had anew", async ({ page, azure }) => {
  await page.clock.install();
  await diagnose(page, azure, "window-open");
  await watch(page);
  await page.clock.fastForward("02:21:00");
  await page.clock.runFor(2_000);
  await expect(events(page).first()).toHaveAttribute("data-event", "ends_soon");
  await panel(page).locator("[data-offer=request]").click();
  await expect(page.locator("[data-act]")).toBeVisible();
});

test("a tab in the background asks nothing", async ({ page, azure }) => {
  await page.clock.install();
  const token = await diagnose(page, azure, "window-watched");
  await watch(page);
  await page.evaluate(() => Object.defineProperty(document, "hidden", { configurable: true, value: true }));
  const before = (await azure.requests(token)).count;
  await page.clock.fastForward(120_000);
  await page.clock.runFor(3_000);
  expect((await azure.requests(token)).count).toBe(before);
  await page.evaluate(() => Reflect.deleteProperty(document, "hidden"));
  await hasten(page, events(page).first());
});

test("a notification is shown where the reader allows it", async ({ page, azure, context }) => {
  await context.grantPermissions(["notifications"]);
  await page.addInitScript(() => {
    window.shown = [];
    const Own = window.Notification;
    window.Notification = class extends Own {
      // A Chromium that shows nobody anything allows no notification.
      static get permission() {
        return "granted";
      }
      constructor(title, options) {
        super(title, options);
        window.shown.push([title, options.body]);
      }
    };
  });
  await page.clock.install();
  await diagnose(page, azure, "window-watched");
  await watch(page);
  await expect(panel(page).locator("[data-notify]")).toHaveText(say(en, "watch.notify.granted"));
  await hasten(page, events(page).first());
  const [[title, body]] = await page.evaluate(() => window.shown);
  expect(title).toBe("vm-web-01");
  expect(body).toContain("vm-web-01");
});
