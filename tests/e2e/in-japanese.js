// Whether a page has Japanese texts and no others.
import { en, expect, ja } from "./page.js";

// All texts of a catalogue, as patterns that cover a whole sentence.
function sentences(words) {
  if (typeof words === "string") return [words];
  return Object.values(words).flatMap(sentences);
}

const japanese = new Set(sentences(ja));
const english = sentences(en)
  .filter((it) => it.split(" ").length > 1 && !japanese.has(it))
  .map((it) => it.replaceAll("`", ""));
const PLACEHOLDER = /\{[^{}]*\}/g;
const whole = new Set(english.filter((it) => !it.match(PLACEHOLDER)));
const patterns = english
  .filter((it) => it.match(PLACEHOLDER))
  // What is made of values only has no language.
  .filter((it) => /[a-z]/i.test(it.replace(PLACEHOLDER, "")))
  .map((it) => new RegExp(`^${it.split(PLACEHOLDER).map((part) => part.replace(/[.*+?^$()|[\]\\{}]/g, "\\$&")).join(".*")}$`));

// Names and messages that are told as Azure has them, and products with one name only.
const AS_IT_IS = [
  /Microsoft Defender for Cloud|Virtual Machine (Administrator|User) Login|Azure Static Web Apps/g,
  /JIT requester without \w+/g,
  /^(RoleAssignmentRequestPolicyValidationFailed|RequestDisallowedByPolicy|ScopeLocked): .*/g,
];

// What stands on the page in words, names and code left out, each text alone.
const texts = (page) =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      const text = walker.currentNode.data.trim();
      if (text && !parent.closest("code, script, noscript, style, [lang=en]")) found.push(text);
    }
    const named = [...document.querySelectorAll("[aria-label], [placeholder], [title]")].filter((it) => !it.closest("[lang=en]"));
    const labels = named.flatMap((it) =>
      ["aria-label", "placeholder", "title"].map((name) => it.getAttribute(name)),
    );
    return [...found, ...labels.filter(Boolean), document.title];
  });

// What is left in English. Texts of a part may arrive after the switch.
const left = async (page) =>
  (await texts(page))
    .map((it) => AS_IT_IS.reduce((text, name) => text.replace(name, ""), it).trim())
    .filter((it) => /[a-z]/i.test(it))
    .filter(
      (text) =>
        whole.has(text) ||
        patterns.some((it) => it.test(text)) ||
        // Four words of prose in a row, which no Azure name has.
        (/\b[a-z']+ [a-z']+ [a-z']+ [a-z']+\b/i.test(text) && !/[ぁ-ヿ]/.test(text)),
    );

export async function allInJapanese(page) {
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  await expect.poll(() => left(page), "texts in English").toEqual([]);
}
