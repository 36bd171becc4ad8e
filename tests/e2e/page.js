// What every spec does to the page and to the simulated Azure, in the words of
// the page's automation hooks. A test that takes `page` from here also fails
// when the page complains, or talks to anybody whom it should not know.
import { readFileSync } from "node:fs";

import { test as base, expect } from "@playwright/test";

import { arm, entra, root, simulator } from "./hosts.js";

export { expect };

export const test = base.extend({
  // Complaints that a test brings about on purpose.
  tolerated: [[], { option: true }],

  page: async ({ page, baseURL, tolerated }, use, test) => {
    const complaints = watch(page, new URL(baseURL).origin);
    await use(page);
    if (test.status !== test.expectedStatus) await tell(page);
    const unexpected = complaints.filter((it) => !tolerated.some((pattern) => pattern.test(it)));
    expect(unexpected, "complaints of the page").toEqual([]);
  },

  azure: [
    async ({ playwright }, use) => {
      const http = await playwright.request.newContext({
        baseURL: simulator,
        ignoreHTTPSErrors: true,
      });
      await use(controls(http));
      await http.dispose();
    },
    { scope: "worker" },
  ],
});

// Says what a failed test's page held, for whoever has only the output.
async function tell(page) {
  const held = await page.locator("body").ariaSnapshot({ timeout: 5_000 }).catch(String);
  console.log(`${page.url()} held:\n${held.slice(0, 6_000)}`);
}

// Complains of a text that the page lacks and shows by its key, and of a placeholder that
// was not filled in.
function watchTexts({ keys, placeholders }) {
  const isKey = new Set(keys);
  const isPlaceholder = new Set(placeholders);
  const look = (text) => {
    const open = [...(text ?? "").matchAll(/\{[# ]?(\w+)[|}]/g)];
    if (isKey.has(text?.trim()) || open.some((it) => isPlaceholder.has(it[1]))) console.error(`no text: ${text}`);
  };
  const named = ["title", "aria-label", "placeholder", "data-label"];
  const lookInto = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!node.parentElement?.closest("pre, code, textarea, script")) look(node.data);
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      for (const name of named) look(node.getAttribute(name));
      for (const child of node.childNodes) lookInto(child);
    }
  };
  const observer = new MutationObserver((records) => {
    for (const { type, target, addedNodes, attributeName } of records) {
      if (type === "childList") for (const node of addedNodes) lookInto(node);
      else if (type === "attributes") look(target.getAttribute(attributeName));
      else lookInto(target);
    }
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: named });
}

function watch(page, home) {
  const complaints = [];
  page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`violates ${event.effectiveDirective}: ${event.blockedURI}`);
    });
  });
  page.addInitScript(watchTexts, { keys: KEYS, placeholders: PLACEHOLDERS });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // Chromium itself writes down each refusal; what the page makes of those
    // of Azure is what the tests look at.
    const address = message.location().url;
    const refused = /^Failed to load resource: the server responded/.test(message.text());
    if (refused && (address.startsWith(arm) || address.startsWith(entra))) return;
    if (["error", "warning"].includes(message.type())) {
      complaints.push(`${message.text()} (${address})`);
    }
  });
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (["data:", "blob:"].includes(protocol)) return;
    if (![home, arm, entra].includes(origin)) complaints.push(`a request to ${request.url()}`);
  });
  page.on("response", (response) => {
    const isPage = response.request().isNavigationRequest() && response.url().startsWith(home);
    const policy = response.headers()["content-security-policy"] ?? "";
    if (isPage && !policy.includes("default-src 'none'")) {
      complaints.push(`no policy on ${response.url()}`);
    }
  });
  return complaints;
}

// The simulator's control endpoint. `wish` may hold person, ttl (seconds),
// latency (milliseconds), operation (seconds between two looks at one), aud, tenant, vms
// (how many a fleet has) and preflight (milliseconds, for all). Each token opens an Azure
// of its own.
function controls(http) {
  const get = async (path, params) => {
    const response = await http.get(path, { params });
    expect(response.ok(), await response.text()).toBe(true);
    return response.json();
  };
  // The list never changes, and a debug build takes a while over it.
  let list;
  const estates = async () => {
    list ??= get("/_sim/estates");
    return (await list).estates;
  };
  return {
    estates,
    estate: async (name) => (await estates()).find((it) => it.name === name),
    token: (estate, wish) => get("/_sim/token", { estate, ...wish }),
    requests: (token) => get("/_sim/requests", { token: token.accessToken }),
  };
}

// The address of a check; every parameter may be left out.
export function route({ tenant, vm, port, source, goal, duration, for: whom, kind, lang } = {}) {
  const given = Object.entries({ tenant, vm, port, source, goal, duration, for: whom, kind, lang });
  const query = new URLSearchParams(given.filter(([, value]) => value != null));
  return `/#/check?${query}`;
}

// Pastes a text as access token and sends it off.
export async function paste(page, text, words = en) {
  const label = say(words, "page.token.label");
  await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByRole("button", { name: say(words, "page.token.use"), exact: true }).click();
}

// Opens the question of an estate, or of one like it, with a pasted token.
export async function diagnose(page, azure, name, { wish, asks, words = en } = {}) {
  const { ask } = await azure.estate(name);
  const token = await azure.token(name, wish);
  await page.goto(route({ ...ask, ...asks }));
  await paste(page, token.accessToken, words);
  await done(page);
  return token;
}

// Opens the subscription of an estate, on one of its tabs.
export async function vms(page, azure, words, estate, tab) {
  const { ask } = await azure.estate(estate);
  const [, , id] = ask.vm.split("/");
  await page.goto(`/#/subscription/${id}?tab=${tab}`);
  const token = await azure.token(estate);
  await paste(page, token.accessToken, words);
  await done(page);
  return token;
}

// The button that opens the menu of whoever is signed in.
export const account = (page) => page.locator("header").getByRole("button", { name: /^Tenant/ });

export async function done(page, timeout) {
  await expect(page.locator("main")).toHaveAttribute("data-run", "done", { timeout });
}

// Puts the page's clock forward, installed before, while Azure takes longer than
// a test may.
export async function hasten(page, until) {
  await expect(async () => {
    await page.clock.fastForward(5_000);
    await expect(until).toBeVisible({ timeout: 300 });
  }).toPass({ intervals: [1], timeout: 60_000 });
}

const combobox = (key) => (page, words = en) =>
  page.getByRole("combobox", { name: say(words, key), exact: true });

export const subscription = combobox("page.target.subscription.label");

export const machine = combobox("page.target.vm.label");

export const card = (page) => page.locator("[data-verdict-card]");

// What the card explains, the part behind "More about this" included.
export async function explained(page) {
  const parts = card(page).locator(".verdict-what, .verdict-more > p");
  return (await parts.allTextContents()).join("");
}

export const row = (page, check) => page.locator(`[data-check="${check}"]`);

// Opens the row of a check that is in sight, as a reader would.
export async function open(page, check) {
  await row(page, check).locator("> details > summary").click();
}

// Every row by its check: what its hooks say.
export async function rows(page) {
  const list = await page.locator("[data-check]").evaluateAll((elements) =>
    elements.map((it) => {
      const { check, verdict, blockedBy } = it.dataset;
      return [check, { verdict, case: it.dataset.case, blockedBy }];
    }),
  );
  return Object.fromEntries(list);
}

// The texts that ship, by language: those of the page, and of the places that
// fetch theirs when they are opened.
const texts = (name) => JSON.parse(readFileSync(`${root}dist/text/${name}.json`, "utf8"));

// Areas may share a branch, but not a text.
const merged = (one, other) =>
  Object.entries(other).reduce(
    (all, [key, it]) => ({ ...all, [key]: typeof all[key] === "object" ? merged(all[key], it) : it }),
    one,
  );

const words = (language) => {
  const areas = ["app", "checks", "guide", "hand", "inventory", "acts", "why", "site", "shared", "collect", "trust", "ahead", "fix", "changes", "watch", "bastion", "fleet", "rules", "target", "ask", "edit", "tidy", "code", "demo", "check", "failures", "compare"].map((area) => texts(`${language}.${area}`));
  return areas.reduce(merged, texts(language));
};

export const en = words("en");
export const ja = words("ja");

// What a placeholder shows: a value, a count with its thousands parted, the word
// that goes with a count, or a value that may be missing, with the space before it.
// One without a value keeps its name.
const PLACEHOLDER = /\{([# ]?)(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g;

const leaves = (all, path = "") =>
  Object.entries(all).flatMap(([key, it]) => (typeof it === "object" ? leaves(it, `${path}${key}.`) : [[`${path}${key}`, it]]));
const KEYS = leaves(en).map(([key]) => key);
const PLACEHOLDERS = [...new Set(leaves(en).flatMap(([, text]) => [...text.matchAll(PLACEHOLDER)].map((it) => it[2])))];

function filled(args, form, name, one, other) {
  const value = args[name];
  if (form === " ") return [undefined, "", "-"].includes(value) ? "" : ` ${value}`;
  if (value === undefined) return `{${name}}`;
  if (one !== undefined) return String(value) === "1" ? one : other;
  return form === "#" && /^\d+$/.test(value) ? Number(value).toLocaleString("en") : value;
}

// A placeholder with the spaces that part it from Japanese, which are for half width.
const spaced = (placeholder) => new RegExp(`(?:(?<=[\u3040-\u309f])( ))?${placeholder}( (?=[\u3000-\uffff]))?`, "g");
const SPACED = spaced(PLACEHOLDER.source);
const SPACED_NAME = spaced("\\{\\w+\\}");

// A text of the page, its placeholders filled in.
export function say(words, key, args = {}) {
  const text = key.split(".").reduce((at, part) => at?.[part], words);
  expect(typeof text, key).toBe("string");
  return text
    .replace(SPACED, (_, before = "", form, name, one, other, after = "") => {
      const value = String(filled(args, form, name, one, other));
      return (/^[\u3000-\uffff]/.test(value) ? "" : before) + value + (/[\u3000-\uffff]$/.test(value) ? "" : after);
    })
    .replaceAll("`", "");
}

// The same as a pattern: placeholders without a value stand for anything.
export function saying(words, key, args) {
  const pattern = say(words, key, args)
    .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace(SPACED_NAME, (_, before, after) => `${before ? " ?" : ""}.+?${after ? " ?" : ""}`)
    // Some of Playwright's matchers make plain spaces of all others before they look.
    .replaceAll("\u00a0", "\\s");
  return new RegExp(pattern);
}

// Counts what the page fetches from its own host, as it travels. What is given tells
// the bytes and the files that are there by now.
export function weighed(page, baseURL) {
  const sizes = [];
  page.on("requestfinished", (request) => {
    if (!request.url().startsWith(baseURL)) return;
    // A file that ends when its page is closed has no size, and nobody waits for it.
    sizes.push(request.sizes().then((it) => it.responseBodySize, () => 0));
  });
  return async () => {
    const all = await Promise.all(sizes);
    return { total: all.reduce((sum, it) => sum + it, 0), files: all.length };
  };
}
