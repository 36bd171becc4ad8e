// axe over what the page shows: all of its rules in the light theme, and in the
// other themes, which change nothing but colours, those of its rules that look
// at colours.
import AxeBuilder from "@axe-core/playwright";

import { expect } from "./page.js";

export const WIDTHS = [390, 1280];

const LIGHT = { colorScheme: "light", forcedColors: "none" };
const OTHER_THEMES = [
  { colorScheme: "dark", forcedColors: "none" },
  { colorScheme: "dark", forcedColors: "active" },
];

// The rules that axe has on and tags as being about colours. They take as long
// as all others together.
const ON_COLOURS = ["color-contrast", "link-in-text-block"];

// What passes is counted and not described, which takes a third of the time.
const builder = (page) =>
  new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });

// axe with its rules on colours alone, and with all the others.
export const onColours = (page) => builder(page).withRules(ON_COLOURS);
export const onTheRest = (page) => builder(page).disableRules(ON_COLOURS);

// Expects this axe to object to nothing; gives what it found.
export async function expectNoObjection(axe, where) {
  const results = await axe.analyze();
  const found = results.violations.map((it) => [it.id, it.nodes.map((node) => node.html)]);
  expect(found, where).toEqual([]);
  return results;
}

// The same in every theme, at the width that is set.
export async function expectAccessible(page, where) {
  await page.emulateMedia(LIGHT);
  const { incomplete, passes, inapplicable } = await expectNoObjection(builder(page), where);
  const ran = [incomplete, passes, inapplicable].flat();
  const tagged = new Set(ran.filter((it) => it.tags.includes("cat.color")).map((it) => it.id));
  expect([...tagged].sort(), "the rules on colours").toEqual(ON_COLOURS);
  for (const theme of OTHER_THEMES) {
    await page.emulateMedia(theme);
    await expectNoObjection(onColours(page), `${where}, ${JSON.stringify(theme)}`);
  }
}
