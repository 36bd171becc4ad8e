// The main ways with the keyboard alone: each is gone by Tab and the keys that a control
// takes, and the focus is to be seen all the way.
import { card, diagnose, done, en, expect, paste, row, say, saying, test } from "./page.js";

const heading = (page, text) => expect(page.locator("main h1")).toHaveText(text);

// Presses Tab until the element has the focus, as a person would, who then
// also has to see where it is.
async function tabTo(page, target) {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((it) => it === document.activeElement)) {
      // Of a choice, the circle is marked or all of it, with the words beside.
      const isMarked = await target.evaluate((it) => {
        const styles = [it, it.closest("label")].filter(Boolean).map((of) => getComputedStyle(of));
        const isSeen = styles.some((style) => style.outlineStyle !== "none" || style.boxShadow !== "none");
        return it.matches(":focus-visible") && isSeen;
      });
      expect(isMarked, "a mark of the focus").toBe(true);
      return;
    }
  }
  throw new Error(`Tab does not lead to ${target}`);
}

test("from the start to an open row with the keyboard alone", async ({ page }) => {
  await page.goto("/");
  await heading(page, say(en, "page.session.title"));
  await expect(page).toHaveTitle(`${say(en, "page.session.title")} – JIT Doctor`);
  await page.keyboard.press("Tab");
  await expect(page.getByText(say(en, "page.skip"))).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("h1")).toBeFocused();

  await tabTo(page, page.getByRole("button", { name: "Try the demo", exact: true }));
  await page.keyboard.press("Enter");
  await heading(page, say(en, "page.demo.title"));
  await expect(page.locator("h1")).toBeFocused();
  await expect(page).toHaveTitle(`${say(en, "page.demo.title")} – JIT Doctor`);

  const scenario = page.getByRole("link", { name: "Defender for Servers Plan 1", exact: true });
  await expect(scenario).toBeVisible();
  await tabTo(page, scenario);
  await page.keyboard.press("Enter");
  await done(page);
  await expect(page.locator("h1")).toBeFocused();
  await expect(page).toHaveTitle(/vm-web-01 – JIT Doctor$/);

  await tabTo(page, card(page).getByRole("button", { name: say(en, "components.card.show_steps") }));
  await page.keyboard.press("Enter");
  const cause = row(page, "plan.tier");
  await expect(cause.locator("> details > summary")).toBeFocused();
  await expect(cause.locator("> details")).toHaveAttribute("open");
  await expect(cause.getByText(say(en, "components.row.fix"))).toBeVisible();

  // Another row, folded so far: unfold its group, go there, open and shut it.
  const fold = page.getByRole("button", { name: saying(en, "components.checklist.show_quiet") });
  await tabTo(page, fold.nth(1));
  await page.keyboard.press("Enter");
  const passed = row(page, "access.initiate").locator("> details > summary");
  await expect(passed).toBeVisible();
  await tabTo(page, passed);
  await page.keyboard.press("Enter");
  await expect(row(page, "access.initiate").locator("> details")).toHaveAttribute("open");
  await page.keyboard.press("Space");
  await expect(row(page, "access.initiate").locator("> details")).not.toHaveAttribute("open");
});

test("access is requested with the keyboard alone", async ({ page, azure }) => {
  await diagnose(page, azure, "healthy", { asks: { goal: "request" } });
  const act = page.locator("[data-act]");
  for (const button of [page.locator("[data-offer=request]").first(), act.locator("[data-review]"), act.locator("[data-send]")]) {
    await expect(button).toBeVisible();
    await tabTo(page, button);
    await page.keyboard.press("Enter");
  }
  await expect(act.locator("[data-outcome=opened]")).toBeVisible({ timeout: 60_000 });
});

test("by hand to a cause with the keyboard alone", async ({ page }) => {
  await page.goto("/#/guide?goal=connect&port=3389");
  const asked = page.locator("section.by-hand[data-question]");
  await expect(asked).toBeVisible();
  const seen = { power: "deallocated" };
  const question = () => asked.getAttribute("data-question");
  // The last one has no name: there is nothing more to ask.
  for (let now = await question(); now; now = await question()) {
    const answers = asked.locator("[data-answer] input");
    await tabTo(page, answers.first());
    // The arrow keys choose among answers, and Space takes the first one.
    await page.keyboard.press("Space");
    const wanted = asked.locator(`[data-answer="${seen[now] ?? ""}"] input`);
    if (seen[now]) {
      for (let presses = 0; presses < 12 && !(await wanted.isChecked()); presses += 1) {
        await page.keyboard.press("ArrowDown");
      }
      await expect(wanted).toBeChecked();
    }
    await tabTo(page, asked.getByRole("button", { name: say(en, "by_hand.next"), exact: true }));
    await page.keyboard.press("Enter");
    // What comes next is where the focus is.
    await expect(page.locator(`section.by-hand[data-question="${now}"]`)).toHaveCount(0);
    await expect(page.locator("h1, h2").and(page.locator(":focus"))).toHaveCount(1);
  }
  await expect(card(page)).toHaveAttribute("data-root-cause", "vm.running");
});

test("from an error text to its cause with the keyboard alone", async ({ page }) => {
  await page.goto("/");
  const box = page.locator("[data-anything]");
  await tabTo(page, box.getByRole("textbox"));
  await page.keyboard.insertText("ScopeLocked: The scope cannot perform write operation because following scope(s) are locked");
  await tabTo(page, box.getByRole("button", { name: say(en, "page.session.anything.go") }));
  await page.keyboard.press("Enter");
  const cause = page.locator("[data-cause]").first();
  await expect(cause).toBeVisible();
  await tabTo(page, cause);
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-case-page]")).toBeVisible();
  await expect(page.locator("h1")).toBeFocused();
});

test("from a subscription to one of its VMs with the keyboard alone", async ({ page, azure }) => {
  await page.goto("/#/subscription/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08");
  await paste(page, (await azure.token("subscription-mixed")).accessToken);
  await done(page, 60_000);
  const tab = (name) => page.locator(`[role=tab][data-tab=${name}]`);
  await tabTo(page, tab("configured"));
  await page.keyboard.press("ArrowRight");
  await expect(tab("not-configured")).toBeFocused();
  await tabTo(page, page.locator('[data-vm="vm-db-01"]').getByRole("link"));
  await page.keyboard.press("Enter");
  await done(page);
  await expect(page.locator("h1")).toContainText("vm-db-01");
  await expect(page.locator("h1, #verdict-headline").and(page.locator(":focus"))).toHaveCount(1);
});

test("a result is shared and read with the keyboard alone", async ({ page, azure }) => {
  await diagnose(page, azure, "person-reader");
  const panel = page.locator("[data-share] > summary");
  await tabTo(page, panel);
  await page.keyboard.press("Enter");
  const names = page.locator("[data-detail=names]");
  await tabTo(page, page.locator("[data-choose] > summary"));
  await page.keyboard.press("Enter");
  await tabTo(page, names);
  await page.keyboard.press("Space");
  await expect(names).toBeChecked();
  const link = await page.locator("[data-result-link] code").innerText();

  await page.goto("about:blank");
  await page.goto(`/${link.slice(link.indexOf("#"))}`);
  await expect(card(page)).toBeVisible();
  const cause = await card(page).getAttribute("data-root-cause");
  await tabTo(page, row(page, cause).locator("> details > summary"));
  await page.keyboard.press("Enter");
  await expect(row(page, cause).locator("> details")).toHaveAttribute("open");
});
