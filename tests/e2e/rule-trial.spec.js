// Other rules tried out: what decides then, what Azure wouldn't take, and that nothing is
// sent.
import { WIDTHS, expectAccessible } from "./axe.js";
import { diagnose, done, en, expect, ja, say, saying, test } from "./page.js";

const trial = (page) => page.locator("[data-trial]");
const form = (page) => page.locator("[data-trial-form]");
const group = (page) => page.locator('[data-group="nsg-web-01"]');
const rule = (page, name) => group(page).locator(`[data-rule="${name}"]`);
const passage = (page) => trial(page).getByRole("status").locator("[data-passage]");

const IMPOSTOR = "Block All rdp access to VM";
const ALLOW = "MicrosoftDefenderForCloud-JITRule-178657687-6B4F27F3A1664D3F5639D63DE7957782";

async function start(page, azure, words, language) {
  const token = await diagnose(page, azure, "nic-impostor-deny", { words, asks: { lang: language } });
  await page.locator("[data-rules] > summary").click();
  await page.getByRole("button", { name: say(words, "components.trial.start") }).click();
  await expect(trial(page).getByRole("heading", { level: 3 })).toBeFocused();
  return token;
}

for (const [words, language] of [[en, "en"], [ja, "ja"]]) {
  test(`a rule is left out, moved and added, and each can be undone: ${language}`, async ({ page, azure }) => {
    test.setTimeout(180_000);
    const token = await start(page, azure, words, language);
    const before = (await azure.requests(token)).requests.length;
    const port = { port: "3389" };
    await expect(passage(page)).toHaveText(saying(words, "trial.passage.stopped", { ...port, rule: IMPOSTOR }));
    // Azure's own rules stay.
    await expect(rule(page, "DenyAllInBound")).toContainText(say(words, "components.trial.fixed"));

    // Without the rule that decides, JIT's own does.
    await rule(page, IMPOSTOR).locator("[data-without]").press("Enter");
    await expect(passage(page)).toHaveText(say(words, "trial.passage.through", port));
    await expect(rule(page, ALLOW)).toHaveAttribute("data-decides", "yes");
    await expect(rule(page, IMPOSTOR)).toHaveCount(0);
    await expect(trial(page).getByRole("heading", { level: 3 })).toBeFocused();

    // JIT's rule moved behind its deny rule; the form says what Azure wouldn't take.
    await rule(page, ALLOW).locator("[data-move]").click();
    const priority = form(page).getByLabel(say(words, "components.trial.form.priority"), { exact: true });
    await expect(priority).toBeFocused();
    const range = { first: "100", last: "4096" };
    for (const [typed, problem, args] of [
      ["x", "not_a_number", {}],
      ["99", "out_of_range", range],
      ["101", "same", {}],
      ["4095", "taken", { rule: "MicrosoftDefenderForCloud-JITRule_-1614080692_E0AA8B01CF2A64611FAE4E56DB6A48F2" }],
    ]) {
      await priority.fill(typed);
      await priority.press("Enter");
      await expect(form(page)).toContainText(say(words, `components.trial.problems.${problem}`, args));
      await expect(priority).toBeFocused();
    }
    await priority.fill("4096");
    await priority.press("Enter");
    await expect(passage(page)).toHaveAttribute("data-passage", "stopped");
    await expect(trial(page).locator("[data-undo]")).toHaveCount(2);

    // A rule for the reader's address opens the way again.
    await group(page).locator("[data-add]").click();
    const field = (name) => form(page).getByLabel(say(words, `components.trial.form.${name}`), { exact: true });
    await expect(field("priority")).toHaveValue("100");
    await expect(field("source")).toHaveValue("203.0.113.7");
    await expect(field("port")).toHaveValue("3389");
    await field("source").fill("10.0.0.0/33");
    await form(page).locator("[data-send-trial]").click();
    await expect(form(page)).toContainText(say(words, "components.trial.problems.source"));
    await field("source").fill("203.0.113.0/24");
    for (const width of [...WIDTHS, 320]) {
      await page.setViewportSize({ width, height: 900 });
      if (width !== 320) await expectAccessible(page, `a trial with its form, ${language}, ${width}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `${width}`).toBeLessThanOrEqual(0);
    }
    await form(page).locator("[data-send-trial]").click();
    await expect(passage(page)).toHaveAttribute("data-passage", "through");
    await expect(rule(page, "new-rule-1")).toHaveAttribute("data-decides", "yes");
    await expect(trial(page)).toContainText(say(words, "trial.notes.added"));

    // A tag whose addresses aren't known leaves it open.
    await group(page).locator("[data-add]").click();
    await form(page).getByLabel(say(words, "components.rules.deny"), { exact: true }).check();
    await field("priority").fill("99");
    await field("source").fill("AzureCloud");
    await form(page).locator("[data-send-trial]").click();
    await expect(form(page)).toContainText(say(words, "components.trial.problems.out_of_range", range));
    await expect(field("priority")).toBeFocused();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("101");
    await page.keyboard.press("Enter");
    await expect(form(page)).toHaveCount(0);
    await expect(passage(page)).toHaveAttribute("data-passage", "through");
    await rule(page, "new-rule-1").locator("[data-without]").click();
    await expect(passage(page)).toHaveAttribute("data-passage", "stopped");
    await expect(trial(page).locator("[data-undo]")).toHaveCount(3);

    // The impostor comes back.
    await trial(page).locator("[data-undo]").first().click();
    await expect(rule(page, IMPOSTOR)).toHaveAttribute("data-decides", "yes");
    await trial(page).locator("[data-undo-all]").click();
    await expect(trial(page).locator("[data-undo]")).toHaveCount(0);
    await expect(passage(page)).toHaveText(saying(words, "trial.passage.stopped", { ...port, rule: IMPOSTOR }));
    expect((await azure.requests(token)).requests.length).toBe(before);

    await trial(page).locator("[data-end-trial]").click();
    await expect(page.locator("[data-try]")).toBeFocused();
    await expect(trial(page)).toHaveCount(0);
  });
}

test("another reading forgets what was tried", async ({ page, azure }) => {
  await start(page, azure, en, "en");
  await rule(page, IMPOSTOR).locator("[data-without]").click();
  await expect(passage(page)).toHaveAttribute("data-passage", "through");
  await page.getByRole("button", { name: say(en, "components.checklist.recheck_all") }).click();
  await expect(trial(page)).toHaveCount(0);
  await done(page);
  await expect(rule(page, IMPOSTOR)).toHaveAttribute("data-decides", "yes");
});

test("what can't be known stays unknown", async ({ page, azure }) => {
  await diagnose(page, azure, "rule-unknown-tag");
  await page.locator("[data-rules] > summary").click();
  await page.locator("[data-try]").click();
  await expect(passage(page)).toHaveAttribute("data-passage", "unknown");
  await expect(trial(page)).toContainText("DenyFromAzure");
  await rule(page, "DenyFromAzure").locator("[data-without]").click();
  await expect(passage(page)).toHaveAttribute("data-passage", "through");
});
