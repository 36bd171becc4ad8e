// A strong few of the browser tests in an engine other than Chromium's.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { root } from "../e2e/hosts.js";
import { steady } from "../e2e/steady.js";
import { azure, diagnose, engine, open, ownHost, setUp, site, tearDown, version } from "./stage.js";

const texts = (name) => JSON.parse(readFileSync(`${root}dist/text/${name}.json`, "utf8"));

const frozen = readFileSync(`${root}tests/integration/frozen/estates.jsonl`, "utf8").trim().split("\n").map((it) => JSON.parse(it));
const { link } = frozen[0];

let window;

before(async () => {
  await setUp();
  console.log(`engine: ${await version()}`);
});
after(tearDown);
describe("a browser each", () => {
  beforeEach(async () => {
    window = await open();
  });
  afterEach(() => window?.close());

  test("the front page has one way that works", async () => {
    await window.goTo(site);
    assert.equal(await window.text("main .button-primary"), "Sign in with Microsoft");
    assert.match(await window.text("main .lead"), /Just-in-time/);
    const wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    await window.until(wide, "a page no wider than its window");
  });

  for (const name of ["plan-off", "person-reader", "nic-impostor-deny"]) {
    test(`a token is pasted, and ${name} is told`, async () => {
      const { expect } = await azure.estate(name);
      await diagnose(window, name);
      const card = await window.see("[data-verdict-card]");
      assert.ok(expect.rootCause);
      assert.equal(await card.getAttribute("data-root-cause"), expect.rootCause);
      assert.ok((await window.all("[data-check][data-verdict]")).length > 3);
    });
  }

  test("the demo opens a scenario", async () => {
    await window.goTo(`${site}#/demo`);
    await window.click("main li a");
    await window.done();
    await window.see("[data-verdict-card]");
  });

  test("a shared result opens, and a damaged one says what happened", async () => {
    await window.goTo(`${site}#/result/${link}`);
    await window.see("[data-verdict-card]");
    await window.goTo(`${site}#/result/${link.slice(0, -7)}`);
    assert.equal(await (await window.see("[data-damage]")).getAttribute("data-damage"), "cut");
    assert.deepEqual(await window.all("[data-verdict-card]"), []);
  });

  test("access is requested and opened", async () => {
    await diagnose(window, "healthy", { goal: "request" });
    await window.click("[data-offer=request]");
    await window.click("[data-act] [data-review]");
    await window.click("[data-act] [data-send]");
    await window.see("[data-act] [data-outcome=opened]");
  });

  test("a subscription of thousands is read and scrolled", async () => {
    await window.goTo(`${site}#/subscription/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08?tab=not-configured`);
    await window.paste(await azure.token("subscription-many"));
    await window.done();
    await window.see(".vm-frame [data-vm]");
    const drawn = () => window.run(`return [...document.querySelectorAll(".vm-frame [data-vm]")].map((it) => it.dataset.vm)`);
    const first = await drawn();
    assert.ok(first.length > 5 && first.length < 300, `${first.length} rows are drawn`);
    await window.run(`const frame = document.querySelector(".vm-frame"); frame.scrollTo(0, frame.scrollHeight / 2)`);
    const moved = async () => !(await drawn()).some((it) => first.includes(it));
    await window.driver.wait(moved, 30_000, "other rows after scrolling");
  });

  test("Japanese is spoken when the address asks for it", async () => {
    await window.goTo(`${site}#/result/${link}?lang=ja`);
    await window.see("[data-verdict-card]");
    assert.equal(await window.run("return document.documentElement.lang"), "ja");
    assert.match(await window.text("[data-verdict-card]"), /[\u3040-\u30ff]/);
  });

  test("dark is dark", async () => {
    await window.goTo(site);
    await window.see("footer");
    const ground = () => window.run("return getComputedStyle(document.documentElement).backgroundColor");
    const choose = (name) =>
      window.run(`[...document.querySelectorAll("footer button")].find((it) => it.textContent.trim() === arguments[0]).click()`, name);
    const { theme } = texts("en").components;
    await choose(theme.dark);
    const dark = await ground();
    await choose(theme.light);
    const light = await ground();
    const sum = (it) => it.match(/\d+/g).slice(0, 3).reduce((all, one) => all + Number(one), 0);
    assert.ok(sum(dark) < 200 && sum(light) > 600, `${dark}, ${light}`);
  });

  // WebKitGTK's driver cannot print.
  test("a result is printed", { skip: engine !== "firefox" }, async () => {
    await window.goTo(`${site}#/result/${link}`);
    await window.see("[data-verdict-card]");
    const paper = Buffer.from(await window.driver.printPage(), "base64");
    assert.equal(paper.subarray(0, 5).toString(), "%PDF-");
    assert.ok(paper.length > 10_000, `${paper.length} bytes`);
  });

  test("a kept copy opens without its host", async () => {
    const host = await ownHost();
    await window.goTo(`${host.site}#/offline`);
    await window.click("[data-keep]");
    await window.see("[data-copy=kept]");
    host.stop();
    await window.goTo(`${host.site}#/result/${link}`);
    await window.see("[data-verdict-card]");
    await window.goTo(`${host.site}#/why/plan.servers/off`);
    await window.see("main h1");
    await window.goTo(`${host.site}#/guide`);
    await window.see("[data-question]");
    await window.goTo(`${host.site}#/demo/plan-off`);
    await window.done();
    await window.see("[data-verdict-card]");
  });
});

const SPOKEN = "h1, h2, a, button, input, select, textarea, summary, [role=status], [role=alert]";

// What has a role of its own, as it is heard now.
async function spoken() {
  const shown = "return [...document.querySelectorAll(arguments[0])].filter((it) => it.checkVisibility({ visibilityProperty: true }))";
  const heard = [];
  for (const it of await window.run(shown, SPOKEN)) {
    const [role, label] = [await it.getAriaRole(), await it.getAccessibleName()];
    assert.ok(label || !/^(button|link|textbox|checkbox|combobox)$/.test(role), `a ${role} without a name`);
    heard.push(`${role} "${label}"`);
  }
  return steady(heard.join("\n"));
}

// What is spoken once the page stands still: parts of it come one after another.
async function settled() {
  let [before, still] = [undefined, 0];
  for (let tries = 0; tries < 60; tries += 1) {
    const now = await window.run("return document.body.innerHTML");
    still = now === before ? still + 1 : 0;
    before = now;
    if (still < 3) {
      await window.driver.sleep(100);
      continue;
    }
    try {
      return await spoken();
    } catch (error) {
      if (error.name !== "StaleElementReferenceError") throw error;
      still = 0;
    }
  }
  return assert.fail("the page does not settle");
}

// Screens that an address and some steps lead to: what is clicked, or filled in with a text,
// one after another, and what is there in the end. The demo stands for a session.
const CHECK = "[data-verdict-card]";
const CHANGE = [
  '[data-tab="clean-up"]',
  ".tidy-kind[data-kind=stale_member] [data-choose-all]",
  '.tidy-kind[data-kind=stale_member] [data-offer="edit"]',
];
// Each question gets its answer and makes room for the next.
const answers = (...all) => all.flatMap((it) => [`[data-answer="${it}"] input`, "[data-question] .button-primary"]);
const SCREENS = {
  front: ["", [], "footer"],
  demos: ["#/demo", [], ".scenarios a"],
  problem: ["#/demo/person-vm-only", [], CHECK],
  plan: ["#/demo/plan-off", [], CHECK],
  warning: ["#/demo/policy-several", [], CHECK],
  answer: ["#/demo/firewall-mapped-port", [], ".verdict-offers code"],
  "connect-the-path": ["#/demo/window-open", [], "[data-path][data-end=arrives]"],
  "connect-stopped": ["#/demo/subnet-user-deny", [], "[data-path][data-end=stopped]"],
  "for-someone-else": ["#/demo/for-user", [], CHECK],
  "a-guide": ["#/demo/plan-off", ['[data-check="plan.servers"] > details > summary'], '[data-check="plan.servers"] figure'],
  "what-changed": ["#/demo/changed-by-deployment", ["[data-changes] > summary"], "[data-changes] [data-found]"],
  rules: ["#/demo/window-open", ["[data-rules] > summary"], "[data-rules] table"],
  watch: ["#/demo/window-open", ["[data-watch] > summary", "[data-watching]"], "[data-standing]"],
  bastion: ["#/demo/bastion", ["[data-verdict-card] .button-primary"], "[data-host]"],
  share: ["#/demo/person-reader", ["[data-share] > summary"], "[data-result-link]"],
  "by-hand": ["#/guide", [], "[data-question] figure"],
  result: [`#/result/${link}`, [], CHECK],
  cause: ["#/why/plan.servers/off", [], "main h2"],
  "blocked-rows": ["#/demo/vm-classic", [], CHECK],
  "cannot-tell": ["#/demo/html", [], CHECK],
  exposure: ["#/demo/always-open", [], CHECK],
  "exposure-a-window": ["#/demo/window-open-everybody", [], CHECK],
  ready: ["#/demo/not-configured-enable", [], CHECK],
  healthy: ["#/demo/healthy", [], CHECK],
  "all-steps": ["#/demo/plan-off-reader", ["[data-ahead] > summary"], "[data-end]"],
  "start-a-vm": ["#/demo/vm-deallocated", ["[data-offer=vm]"], "[data-send]"],
  "who-may": ["#/demo/healthy", ["[data-who-may] > summary"], "[data-who-may] table"],
  account: ["#/demo/healthy", ["header [popovertarget]"], "header [popover]"],
  "changed-gaps": ["#/demo/changes-with-gaps", ["[data-changes] > summary"], "[data-changes] [data-found]"],
  "rules-tried": ["#/demo/window-open", ["[data-rules] > summary", "[data-try]", "[data-without]"], "[data-undo]"],
  "request-confirm": ["#/demo/healthy", ['[data-offer="request"]', "[data-review]"], "[data-send]"],
  "request-opened": ["#/demo/healthy", ['[data-offer="request"]', "[data-review]", "[data-send]"], "[data-outcome=opened]"],
  "plan-turned-on": ["#/demo/plan-off", ["[data-offer=plan]", "[data-act] [data-send]"], "[data-outcome=done]"],
  "activate-form": ["#/demo/person-eligible", ['[data-offer="activate"]', "[data-review]"], "[aria-invalid=true]"],
  "activate-confirm": ["#/demo/person-eligible", ['[data-offer="activate"]', ["[data-act] input", "Patch day"], "[data-review]"], "[data-send]"],
  "activate-ended": ["#/demo/person-eligible-approval", ['[data-offer="activate"]', ["[data-act] input", "Patch day"], "[data-review]", "[data-send]"], "[data-outcome]"],
  "by-hand-answered": ["#/guide?goal=connect&port=3389", answers("opens", "configured", "expired", "active", "group", "fits"), CHECK],
  "result-damaged": ["#/result/jd1.99.AAAAAA.A", [], "main [role=alert]"],
  "result-to-open": ["#/result", [], "main input, main textarea"],
  compare: [`#/compare/${link}`, [], "main h1"],
  subscription: ["#/demo/subscription-mixed", ['[data-tab="configured"]'], "[data-vm]"],
  "subscription-access": ["#/demo/subscription-mixed", ['[data-tab="access"]'], "[data-windows]"],
  "turn-on": ["#/demo/turn-on-locked", ['[data-tab="not-configured"]', "[data-choose-all]", '.vm-chosen [data-offer="turn_on"]'], "[data-act] fieldset"],
  "turn-on-ended": ["#/demo/turn-on-locked", ['[data-tab="not-configured"]', "[data-choose-all]", '.vm-chosen [data-offer="turn_on"]', "[data-review]", "[data-send]"], "[data-act][data-step=done]"],
  "clean-up": ["#/demo/subscription-untidy", ['[data-tab="clean-up"]'], "[data-finding]"],
  "change-form": ["#/demo/subscription-untidy", ['[data-tab="configured"]', "[data-choose-all]", '.vm-chosen [data-offer="edit"]', "[data-review]"], "[aria-invalid=true]"],
  "change-preview": ["#/demo/subscription-untidy", CHANGE, "[data-send]"],
  "change-ended": ["#/demo/subscription-untidy", [...CHANGE, "[data-send]"], "[data-act][data-step=done]"],
  "policies-as-code": ["#/demo/subscription-untidy", ['[data-tab="configured"]', "[data-choose-all]", "[data-export-chosen]"], "[data-export] pre"],
  "all-subscriptions": ["#/demo/fleet", ["[data-inspect]", "[data-show-report]"], "[data-report]"],
  "subscriptions-together": ["#/demo/fleet", ["[data-choose-all]", "[data-open-chosen]"], "[data-count]"],
  code: ["#/code", [], "main input"],
  causes: ["#/why", [], "main input"],
  "an-error-text": [
    "#/paste",
    [["main form input", "AuthorizationFailed: does not have authorization to perform action 'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action'"], "main form button[type=submit]"],
    "main li a",
  ],
  collect: ["#/collect", [], "main h2"],
  offline: ["#/offline", [], "[data-keep]"],
  host: ["#/host", [], "main h1"],
  ask: ["#/ask", [], "main input"],
  trust: ["#/trust", [], "main h2"],
  "not-found": ["#/nowhere", [], "main h1"],
};

// What Firefox hands to a screen reader; e2e/spoken.spec.js has Chromium's. UPDATE_SPOKEN=1
// writes it anew. Starting a browser takes longer than a screen, so all share one.
describe("as it is heard", { skip: engine !== "firefox" }, () => {
  before(async () => {
    window = await open();
  });
  after(() => window?.close());

  for (const [name, [address, steps, last]] of Object.entries(SCREENS)) {
    test(`${name}, as it is heard`, async () => {
      await window.goTo(site);
      await window.run("localStorage.clear(); sessionStorage.clear()");
      await window.goTo(`${site}${address}`);
      await window.see("main h1");
      if (address.startsWith("#/demo/")) await window.done();
      for (const it of steps) await (Array.isArray(it) ? window.fill(...it) : window.click(it));
      await window.see(last);
      // What an act changed is read again.
      if (address.startsWith("#/demo/")) await window.done();
      await window.see("footer");
      const file = `${root}tests/engines/spoken/${name}.txt`;
      if (process.env.UPDATE_SPOKEN) writeFileSync(file, `${await settled()}\n`);
      const expected = readFileSync(file, "utf8").trim();
      let heard;
      // What is fetched for a page may come after what makes it usable.
      for (let tries = 0; tries < 20 && heard !== expected; tries += 1) heard = await settled();
      assert.equal(heard, expected);
    });
  }
});
