// axe over what the page shows: all of its rules in the light theme, and in the
// other themes, which change nothing but colours, those of its rules that look
// at colours.
import { readFileSync } from "node:fs";

import { root } from "./hosts.js";
import { expect } from "./page.js";

const source = readFileSync(`${root}node_modules/axe-core/axe.min.js`, "utf8");

export const WIDTHS = [390, 1280];

const LIGHT = { colorScheme: "light", forcedColors: "none" };
const OTHER_THEMES = [
  { colorScheme: "dark", forcedColors: "none" },
  { colorScheme: "dark", forcedColors: "active" },
];

// The rules that axe has on and tags as being about colours. They take as long
// as all others together.
const ON_COLOURS = ["color-contrast", "link-in-text-block"];

// Which of axe's rules are asked: all that it has on, those on colours, all others.
const ALL = {};
export const COLOURS = { runOnly: ON_COLOURS };
export const THE_REST = {
  rules: Object.fromEntries(ON_COLOURS.map((rule) => [rule, { enabled: false }])),
};

// Expects these rules to object to nothing, in all of the page or in the `place` of it that
// axe is told to look at. Gives the rules that were asked.
export async function expectNoObjection(page, rules, where, place = {}) {
  // The same page is asked several times, and takes as long to read axe as to run it.
  const isThere = await page.evaluate(() => "axe" in window);
  if (!isThere) await page.evaluate(source);
  const { objections, asked } = await page.evaluate(async ([place, rules]) => {
    const context = Object.keys(place).length > 0 ? place : document;
    // What passes is counted and not described, which takes a third of the time.
    const options = { ...rules, resultTypes: ["violations"], selectors: false };
    const { violations, incomplete, passes, inapplicable } = await axe.run(context, options);
    return {
      objections: violations.map((it) => [it.id, it.nodes.map((node) => node.html)]),
      asked: [violations, incomplete, passes, inapplicable].flat().map(({ id, tags }) => ({ id, tags })),
    };
  }, [place, rules]);
  expect(objections, where).toEqual([]);
  return asked;
}

// The same in every theme, at the width that is set.
export async function expectAccessible(page, where) {
  await page.emulateMedia(LIGHT);
  const asked = await expectNoObjection(page, ALL, where);
  const tagged = new Set(asked.filter((it) => it.tags.includes("cat.color")).map((it) => it.id));
  expect([...tagged].sort(), "the rules on colours").toEqual(ON_COLOURS);
  for (const theme of OTHER_THEMES) {
    await page.emulateMedia(theme);
    await expectNoObjection(page, COLOURS, `${where}, ${JSON.stringify(theme)}`);
  }
}
