// The card speaks as soon as it can no longer change. What is still on its way then
// confirms it, and is named.
import { card, diagnose, done, en, expect, ja, paste, route, say, saying, test } from "./page.js";

// Collects what a screen reader hears of the card, and when it was told. A frame
// stands for the moment at which somebody could see it.
function watchCard() {
  window.heard = [];
  const look = () => {
    const card = document.querySelector("[data-verdict-card]");
    const text = card?.querySelector("[aria-live]").textContent;
    if (text && window.heard.at(-1) !== text) window.heard.push(text);
    const run = document.querySelector("main")?.dataset.run;
    if (run === "running") window.started ??= performance.now();
    if (card && card.dataset.kind !== "running") window.told ??= { at: performance.now(), run };
    if (run === "done") window.ended ??= performance.now();
    requestAnimationFrame(look);
  };
  look();
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const it of list.getEntries()) if (!it.hadRecentInput) window.shift += it.value;
  }).observe({ type: "layout-shift", buffered: true });
}

const LATENCY = 150;
// The VM, its interface, its subnet; each is asked for with a preflight.
const DEPTH = 3;

for (const [estate, cause, words] of [
  ["request-expired", "request.open", en],
  ["vm-deallocated", "vm.running", ja],
]) {
  test(`${estate}: the card stands before all is confirmed, is heard once, and moves nothing`, async ({ page, azure }) => {
    await page.addInitScript(watchCard);
    // What a test before it may have loaded is not what is measured.
    const lang = words === ja ? "ja" : "en";
    await page.goto(`/#/target?lang=${lang}`);
    await paste(page, (await azure.token(estate, { latency: LATENCY, operation: 2 })).accessToken, words);
    await page.locator("main [role=combobox]").first().waitFor();
    const { ask } = await azure.estate(estate);
    await page.goto(route({ ...ask, goal: "connect", lang }));
    await expect(card(page)).toHaveAttribute("data-root-cause", cause);
    await expect(page.locator("main")).toHaveAttribute("data-run", "running");
    const waits = page.locator(".progress p");
    await expect(waits).toHaveText(saying(words, "components.progress.still", { what: say(words, "facts.effective_rules") }));
    await expect(page.locator(".rows-so-far")).toBeHidden();
    const headline = await card(page).locator("h2").textContent();
    await done(page);
    await expect(card(page)).toHaveAttribute("data-root-cause", cause);
    await expect(card(page).locator("h2")).toHaveText(headline);
    await page.waitForTimeout(300);
    const { heard, started, told, ended, shift } = await page.evaluate(() => ({
      heard: window.heard,
      started: window.started,
      told: window.told,
      ended: window.ended,
      shift: window.shift,
    }));
    expect(told.run).toBe("running");
    // That it began, and the answer.
    expect(heard).toHaveLength(2);
    expect(heard[1]).toContain(headline);
    expect(shift).toBeLessThan(0.02);
    const forced = DEPTH * LATENCY;
    console.log(
      `${estate}: the card after ${(told.at - started).toFixed(0)} ms, ` +
        `${((told.at - started) / forced).toFixed(2)} x (depth x latency), preflights aside; all after ${(ended - started).toFixed(0)} ms`,
    );
    expect(told.at - started).toBeLessThan(ended - started - 1_000);
  });
}

test("what the effective rules may still decide is not told before", async ({ page, azure }) => {
  await page.addInitScript(watchCard);
  await diagnose(page, azure, "subnet-user-deny");
  await expect(card(page)).toHaveAttribute("data-root-cause", "network.subnet");
  const { heard } = await page.evaluate(() => ({ heard: window.heard }));
  expect(heard).toHaveLength(2);
});
