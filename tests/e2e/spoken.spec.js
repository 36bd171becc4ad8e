// What a screen reader has to say of each screen: names, roles and states, as Chromium
// tells them. `spoken/` holds what was read through once; a change shows there as what
// somebody would hear. `--update-snapshots` writes it anew.
import { readFileSync } from "node:fs";

import { root } from "./hosts.js";
import { card, diagnose, done, en, expect, open, say, test } from "./page.js";

const frozen = readFileSync(`${root}tests/integration/frozen/estates.jsonl`, "utf8");
const { link } = JSON.parse(frozen.split("\n")[0]);

const at = (address, ready) => async (page) => {
  await page.goto(address);
  await (ready ? ready(page) : expect(page.locator("main h1")).toBeVisible());
  await expect(page.getByText(/^(Loading…|読み込んでいます…)$/)).toHaveCount(0);
};

const SCREENS = {
  front: at("/"),
  "front in Japanese": at("/#/?lang=ja"),
  ask: at("/#/ask"),
  trust: at("/#/trust"),
  offline: at("/#/offline", (page) => expect(page.locator("[data-copy=none]")).toBeVisible()),
  host: at("/#/host", (page) => done(page)),
  demos: at("/#/demo", (page) => expect(page.locator("main li a[href*='/demo/']").first()).toBeVisible()),
  "by hand": at("/#/guide", (page) => expect(page.locator("[data-question]")).toBeVisible()),
  cause: at("/#/why/plan.servers/off"),
  result: at(`/#/result/${link}`, (page) => expect(card(page)).toBeVisible()),
  "result in Japanese": at(`/#/result/${link}?lang=ja`, (page) => expect(card(page)).toBeVisible()),
  "not found": at("/#/nowhere"),
  check: async (page, azure) => {
    await diagnose(page, azure, "plan-off");
    await open(page, "plan.servers");
    // The steps and their drawings come when they are first looked at.
    await expect(page.locator("[data-check='plan.servers'] figure").first()).toBeVisible();
    await page.waitForLoadState("networkidle");
  },
  "request form": async (page, azure) => {
    await diagnose(page, azure, "healthy", { asks: { goal: "request" } });
    await page.locator("[data-offer=request]").click();
    await expect(page.locator("[data-act] [data-review]")).toBeEnabled();
  },
};

// The page about the host asks for a path that is not there.
test.use({ tolerated: [/status of 404.*not-there/] });
test.use({ timezoneId: "UTC", colorScheme: "light", contextOptions: { reducedMotion: "reduce" }, serviceWorkers: "allow" });

for (const [name, show] of Object.entries(SCREENS)) {
  test(`${name}, as it is heard`, async ({ page, azure }) => {
    await show(page, azure);
    // Times go on, and ports of the tests differ: neither is part of what is said.
    const heard = (await page.locator("body").ariaSnapshot())
      .replace(/localhost:\d+/g, "localhost")
      .replace(/\d{4}-\d\d-\d\d[^"\n]*?\d\d:\d\d(:\d\d)?/g, "<time>")
      .replace(/\b\d{1,2} \w{3,9} \d{4}[^"\n]*?\d\d:\d\d/g, "<time>")
      .replace(/in \d+\.\d s/g, "in <seconds> s")
      .replace(/[0-9a-f]{64}/g, "<digest>");
    expect(heard).not.toMatch(/- (button|link|textbox|checkbox|combobox)( \[[^\]]*\])?:?$/m);
    expect(heard).toMatchSnapshot(`${name.replaceAll(" ", "-")}.yml`);
  });
}

// At 320 pixels, which is also 400 % of 1280, and 200 % of a small desk, nothing is cut off.
for (const width of [320, 640]) {
  test(`nothing is wider than a window of ${width} pixels`, async ({ page, azure }) => {
    await page.setViewportSize({ width, height: 600 });
    for (const [name, show] of Object.entries(SCREENS)) {
      await page.goto("about:blank");
      await show(page, azure);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(beyond, name).toBeLessThanOrEqual(0);
    }
  });
}
