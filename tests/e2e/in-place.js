// Whether what can be used stays where it is: the focus, what is ticked or typed, and
// what is unfolded would go with what is drawn anew.
import { expect } from "./page.js";

// Before the page begins: has it wait for `aMinute` instead of for the clock.
export const stopClock = (page) =>
  page.addInitScript(() => {
    const { setTimeout, clearTimeout } = window;
    const waiting = new Map();
    // The browser's own numbers are above zero.
    let next = -1;
    window.setTimeout = (act, wait, ...args) => {
      if (wait !== 60_000) return setTimeout(act, wait, ...args);
      waiting.set(next, act);
      return next--;
    };
    window.clearTimeout = (id) => waiting.delete(id) || clearTimeout(id);
    window.aMinute = async () => {
      const acts = [...waiting.values()];
      waiting.clear();
      acts.forEach((act) => act());
      await new Promise((resolve) => setTimeout(resolve, 50));
    };
  });

// As a minute passes, all times are told anew.
export const aMinute = (page) => page.evaluate(() => window.aMinute());

// Remembers what can be used, and how it is. `areThere` expects the very same to be there,
// `areAlike` expects the same, which may have been drawn anew.
export async function remember(page) {
  await page.evaluate(() => {
    const usable = "a[href], button, input, textarea, select, details, summary, [tabindex='0']";
    // What a card leaves out at first depends on how long its text is.
    const all = () => [...document.querySelectorAll(usable)].filter((it) => !it.closest(".verdict-more"));
    const name = (it) => `${it.localName} ${it.innerText || it.name || it.type}`.slice(0, 80);
    const state = (it) => {
      const told = ["expanded", "invalid", "selected"].map((name) => it.getAttribute(`aria-${name}`));
      return [it.localName, it.open, it.checked, it.value, it.disabled, it === document.activeElement, ...told].join();
    };
    const before = all();
    const [names, states] = [before.map(name), before.map(state)];
    window.lost = () => names.filter((_, at) => !before[at].isConnected || state(before[at]) !== states[at]);
    window.changed = () => {
      const now = all();
      const at = now.findIndex((it, at) => state(it) !== states[at]);
      return now.length === before.length && at < 0 ? [] : [names.at(at), now.at(at) && name(now.at(at)), before.length, now.length];
    };
  });
  // Texts of a part may arrive after the switch.
  const expectNone = (of, when) => expect.poll(() => page.evaluate((it) => window[it](), of), when).toEqual([]);
  return {
    areThere: (when) => expectNone("lost", when),
    areAlike: (when) => expectNone("changed", when),
  };
}
