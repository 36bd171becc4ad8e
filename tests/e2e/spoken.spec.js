// What a screen reader has to say of each screen: names, roles and states, as Chromium
// tells them. `spoken/` holds what was read through once; a change shows there as what
// somebody would hear. `--update-snapshots` writes it anew.
import { readFileSync } from "node:fs";

import { root } from "./hosts.js";
import { allInJapanese } from "./in-japanese.js";
import { aMinute, remember, stopClock } from "./in-place.js";
import { card, diagnose, en, expect, ja, say, test } from "./page.js";
import { SCREENS as ALL } from "./screens.js";
import { steady } from "./steady.js";

const frozen = readFileSync(`${root}tests/integration/frozen/estates.jsonl`, "utf8");
const { link } = JSON.parse(frozen.split("\n")[0]);

const result = (query) => async (page) => {
  await page.goto(`/#/result/${link}${query}`);
  await expect(card(page)).toBeVisible();
};

const SCREENS = {
  ...ALL,
  "front in Japanese": (page) => page.goto("/#/?lang=ja"),
  // The drawing of how to look comes after the question.
  "by hand, begun": async (page) => {
    await page.goto("/#/guide");
    await expect(page.locator("[data-question] figure")).toBeVisible();
  },
  "result of an earlier release": result(""),
  "result in Japanese": result("?lang=ja"),
  "request form": async (page, azure) => {
    await diagnose(page, azure, "healthy", { asks: { goal: "request" } });
    await page.locator("[data-offer=request]").click();
    await expect(page.locator("[data-act] [data-review]")).toBeEnabled();
  },
};

// The page about the host asks for a path that is not there.
test.use({ tolerated: [/status of 404.*not-there/] });
test.use({ timezoneId: "UTC", colorScheme: "light", contextOptions: { reducedMotion: "reduce" }, serviceWorkers: "allow" });

const heard = async (page) => steady(await page.locator("body").ariaSnapshot());

// Some have to be made by an act first.
test.slow();

// What stands there while a page is on its way.
const STARTING = [en, ja].flatMap((words) => Object.keys(words.page.starting).map((it) => say(words, `page.starting.${it}`)));

// What these say depends on which answer comes first, or on when one looks.
const UNSTEADY = ["running", "requests", "token expired"];

for (const [name, show] of Object.entries(SCREENS).filter(([name]) => !UNSTEADY.includes(name))) {
  test(`${name}, as it is heard`, async ({ page, azure }) => {
    await stopClock(page);
    await show(page, azure, en);
    await page.locator("main h1").waitFor();
    for (const text of STARTING) await expect(page.getByText(text, { exact: true })).toHaveCount(0);
    // What is fetched for a screen may come after what makes it usable: it is whole once
    // nothing more has come for a while.
    let before;
    await expect(async () => {
      const now = await heard(page);
      const isWhole = now === before;
      before = now;
      expect(isWhole).toBe(true);
      expect(now).not.toMatch(/- (button|link|textbox|checkbox|combobox)( \[[^\]]*\])?:?$/m);
      // A paragraph whose words are on their way.
      expect(now).not.toMatch(/- paragraph$/m);
      expect(now).toMatchSnapshot(`${name.replaceAll(" ", "-")}.yml`);
    }).toPass({ timeout: 60_000, intervals: [700] });
    // At 320 pixels, which is also 400 % of 1280, and 200 % of a small desk, nothing is cut off.
    for (const width of [320, 640]) {
      await page.setViewportSize({ width, height: 600 });
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(beyond, `at ${width} pixels`).toBeLessThanOrEqual(0);
    }
    // As a minute passes, what is on the page stays in its place.
    const speaksJapanese = page.locator("header button[lang=ja]");
    const canSpeak = await speaksJapanese.isVisible();
    if (canSpeak) await speaksJapanese.focus();
    const usable = await remember(page);
    await aMinute(page);
    await usable.areThere("drawn anew as a minute passed");
    // In the other language nothing that the reader did to it is lost.
    if (canSpeak) await speaksJapanese.click();
    await allInJapanese(page);
    await usable.areAlike("changed with the language");
  });
}
