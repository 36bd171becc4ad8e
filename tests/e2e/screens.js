// Every screen, and how one comes there: the screenshots are of them, and what a screen
// reader says of each is kept.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { choose, collected, showScript, written } from "./collected.js";
import { diagnose, done, machine, paste, row, say, subscription, vms } from "./page.js";
import { READER, compareWithOwner } from "./people.js";

// Answers the questions of a check by hand, one after another.
async function byHand(page, words, answers) {
  for (const answer of answers) {
    const choice = page.locator(`[data-answer="${answer}"] input`);
    await choice.check();
    await page.getByRole("button", { name: say(words, "by_hand.next"), exact: true }).click();
    await choice.waitFor({ state: "detached" });
  }
}

export const SCREENS = {
  session: (page) => page.goto("/"),
  token: async (page, azure, words) => {
    const { ask } = await azure.estate("healthy");
    await page.goto(`/#/check?vm=${encodeURIComponent(ask.vm)}&port=x`);
    await page.getByText(say(words, "page.token.help.title")).click();
    await paste(page, "no token", words);
  },
  demo: async (page) => {
    await page.goto("/#/demo");
    await page.locator(".scenarios a").first().waitFor();
  },
  target: async (page, azure, words) => {
    await page.goto("/#/target");
    await paste(page, (await azure.token("healthy")).accessToken, words);
    await subscription(page, words).click();
    await page.getByRole("option", { name: /Contoso Production/ }).click();
    await machine(page, words).click();
    await page.getByRole("option").first().waitFor();
  },
  running: async (page, azure, words) => {
    const { ask } = await azure.estate("silent");
    await page.goto(`/#/check?vm=${encodeURIComponent(ask.vm)}&goal=request`);
    await paste(page, (await azure.token("silent")).accessToken, words);
    await row(page, "access.initiate").and(page.locator("[data-verdict=pass]")).waitFor({
      state: "attached",
    });
  },
  problem: (page, azure, words) => diagnose(page, azure, "person-vm-only", { words }),
  plan: (page, azure, words) => diagnose(page, azure, "plan-off", { words }),
  "blocked rows": (page, azure, words) => diagnose(page, azure, "vm-classic", { words }),
  "cannot tell": async (page, azure, words) => {
    await diagnose(page, azure, "html", { words });
    await page.locator("[data-doubt] > details > summary").click();
  },
  "token expired": (page, azure, words) => diagnose(page, azure, "expiring", { words }),
  warning: (page, azure, words) => diagnose(page, azure, "policy-several", { words }),
  exposure: (page, azure, words) => diagnose(page, azure, "always-open", { words }),
  "exposure, a window": (page, azure, words) => diagnose(page, azure, "window-open-everybody", { words }),
  answer: async (page, azure, words) => {
    await diagnose(page, azure, "firewall-mapped-port", { words });
    await page.locator(".verdict-offers code").first().waitFor();
  },
  ready: (page, azure, words) => diagnose(page, azure, "not-configured-enable", { words }),
  "connect, the path": async (page, azure, words) => {
    await diagnose(page, azure, "window-open", { words });
    await page.locator("[data-path][data-end=arrives]").waitFor();
  },
  "connect, stopped": async (page, azure, words) => {
    await diagnose(page, azure, "subnet-user-deny", { words });
    await page.locator("[data-path][data-end=stopped]").waitFor();
  },
  "a guide": async (page, azure, words) => {
    await diagnose(page, azure, "plan-off", { words });
    const cause = row(page, "plan.servers");
    await cause.locator("> details > summary").click();
    await cause.locator("figure").first().waitFor();
    await page.waitForLoadState("networkidle");
  },
  "all steps": async (page, azure, words) => {
    await diagnose(page, azure, "plan-off-reader", { words, asks: { goal: "enable" } });
    await page.locator("[data-ahead] > summary").click();
    await page.locator("[data-end]").waitFor();
  },
  "start a VM": async (page, azure, words) => {
    await diagnose(page, azure, "vm-deallocated", { words });
    await page.locator("[data-offer=vm]").first().click();
    await page.locator("[data-send]").waitFor();
  },
  gallery: async (page) => {
    await page.goto("/#/gallery");
    await page.locator(".gallery figure").first().waitFor();
    await page.waitForLoadState("networkidle");
  },
  healthy: (page, azure, words) => diagnose(page, azure, "healthy", { words }),
  "for someone else": async (page, azure, words) => {
    await diagnose(page, azure, "for-user", { words });
    await (await compareWithOwner(page, words)).waitFor();
  },
  "someone asked about": async (page, azure, words) => {
    await page.goto(`/#/target?for=${READER}&kind=user`);
    await paste(page, (await azure.token("healthy")).accessToken, words);
    await page.locator("[data-about][open]").waitFor();
  },
  "all rows": async (page, azure, words) => {
    await diagnose(page, azure, "healthy", { words });
    for (const fold of await page.locator("main button[aria-controls]").all()) await fold.click();
    await row(page, "plan.servers").locator("> details > summary").click();
  },
  "who may": async (page, azure, words) => {
    await diagnose(page, azure, "healthy", { words });
    await page.getByText(say(words, "page.who_may.title")).click();
    await page.getByRole("region", { name: say(words, "components.who_may.label") }).waitFor();
  },
  "what changed": async (page, azure, words) => {
    await diagnose(page, azure, "changed-by-deployment", { words });
    await page.locator("[data-changes] > summary").click();
    await page.locator("[data-changes] [data-found]").waitFor();
  },
  "what changed, gaps": async (page, azure, words) => {
    await diagnose(page, azure, "changes-with-gaps", { words });
    await page.locator("[data-changes] > summary").click();
    await page.locator("[data-changes] [data-found]").waitFor();
  },
  account: async (page, azure, words) => {
    await diagnose(page, azure, "healthy", { words });
    await page.locator("header [popovertarget]").click();
  },
  "by hand": async (page, azure, words) => {
    await page.goto("/#/guide?goal=connect&port=3389");
    await byHand(page, words, ["opens"]);
    await page.locator(".by-hand figure").last().waitFor();
  },
  "by hand answered": async (page, azure, words) => {
    await page.goto("/#/guide?goal=connect&port=3389");
    await byHand(page, words, ["opens", "configured", "expired", "active", "group", "fits"]);
    await page.locator("[data-verdict-card]").waitFor();
  },
  "by hand in a row": async (page, azure, words) => {
    await diagnose(page, azure, "person-requester", { words });
    await page.getByRole("searchbox").fill("plan.servers");
    const plan = row(page, "plan.servers");
    await plan.locator("> details > summary").click();
    await plan.locator("[data-answer-by-hand] > summary").click();
    await plan.locator('[data-answer="off"] input').check();
    await plan.getByRole("button", { name: say(words, "by_hand.use") }).click();
    await plan.locator("[data-by-hand]").waitFor();
  },
  share: async (page, azure, words) => {
    await diagnose(page, azure, "person-reader", { words });
    await page.locator("[data-share] > summary").click();
    await page.locator("[data-preview] > summary").click();
  },
  requests: async (page, azure, words) => {
    await diagnose(page, azure, "healthy", { words });
    await page.locator(".requests > summary").click();
  },
  result: async (page, azure, words) => {
    const address = await shared(page, azure, words, "person-reader");
    await page.goto(`/${address}`);
    await page.locator("[data-shared]").waitFor();
  },
  "result, damaged": async (page) => {
    await page.goto("/#/result/jd1.99.AAAAAA.A");
    await page.locator("[data-damage]").waitFor();
  },
  "result, to open": async (page, azure, words) => {
    await page.goto("/#/result");
    await page.getByLabel(say(words, "page.result.open.label"), { exact: true }).waitFor();
  },
  compare: async (page, azure, words) => {
    const before = await shared(page, azure, words, "plan-off");
    const after = await shared(page, azure, words, "healthy");
    await page.goto(`/${before.replace("result", "compare")}`);
    await page.getByLabel(say(words, "page.result.open.label"), { exact: true }).fill(after);
    await page.getByRole("button", { name: say(words, "page.result.open.use") }).click();
    await page.locator("[data-compared]").first().waitFor();
  },
  subscription: (page, azure, words) => vms(page, azure, words, "subscription-mixed", "configured"),
  "subscription, exposed": (page, azure, words) => vms(page, azure, words, "always-open", "configured"),
  "subscription, searched": async (page, azure, words) => {
    await vms(page, azure, words, "subscription-mixed", "not-configured&find=vm-o");
    await page.locator(".vm-choose-all").check();
  },
  "turn on": async (page, azure, words) => {
    await vms(page, azure, words, "turn-on-locked", "not-configured");
    await page.locator("[data-choose-all]").click();
    await page.locator('.vm-chosen [data-offer="turn_on"]').click();
    await page.locator("[data-act] fieldset").waitFor();
  },
  "turn on, ended": async (page, azure, words) => {
    await SCREENS["turn on"](page, azure, words);
    await page.locator("[data-review]").click();
    await page.locator("[data-send]").click();
    await page.locator("[data-act][data-step=done]").waitFor();
    await done(page);
  },
  "turn on, reader": async (page, azure, words) => {
    await vms(page, azure, words, "turn-on-reader", "not-configured");
    await page.locator("[data-choose-all]").click();
    await page.locator('.vm-chosen [data-offer="turn_on"]').click();
    await page.locator("[data-act] [data-missing]").waitFor();
    await page.locator("[data-act] details").last().locator("summary").click();
  },
  "activate, form": async (page, azure, words) => {
    await diagnose(page, azure, "person-eligible", { words });
    await page.locator('[data-offer="activate"]').first().click();
    await page.locator("[data-review]").click();
    await page.locator("[aria-invalid=true]").waitFor();
  },
  "activate, confirm": async (page, azure, words) => {
    await diagnose(page, azure, "person-eligible", { words });
    await page.locator('[data-offer="activate"]').first().click();
    await page.locator("[data-act] input").first().fill("Patch day");
    await page.locator("[data-review]").click();
    await page.locator("[data-send]").waitFor();
    await page.locator(".act-requests > summary").click();
  },
  "activate, ended": async (page, azure, words) => {
    await diagnose(page, azure, "person-eligible-approval", { words });
    await page.locator('[data-offer="activate"]').first().click();
    await page.locator("[data-act] input").first().fill("Patch day");
    await page.locator("[data-review]").click();
    await page.locator("[data-send]").click();
    await page.locator("[data-outcome]").waitFor();
  },
  "request, confirm": async (page, azure, words) => {
    await diagnose(page, azure, "healthy", { words, asks: { goal: "request" } });
    await page.locator('[data-offer="request"]').first().click();
    await page.locator("[data-review]").click();
    await page.locator("[data-send]").waitFor();
  },
  "request, opened": async (page, azure, words) => {
    await SCREENS["request, confirm"](page, azure, words);
    await page.locator("[data-send]").click();
    await page.locator("[data-outcome=opened]").waitFor();
    await done(page);
  },
  "an act, ended": async (page, azure, words) => {
    await diagnose(page, azure, "plan-off", { words });
    await page.locator("[data-offer=plan]").first().click();
    await page.locator("[data-act] [data-send]").click();
    await page.locator("[data-outcome=done]").waitFor();
    await done(page);
  },
  rules: async (page, azure, words) => {
    await diagnose(page, azure, "window-open", { words });
    await page.locator("[data-rules] > summary").click();
    await page.locator("[data-rules] table").first().waitFor();
  },
  "rules, tried": async (page, azure, words) => {
    await SCREENS.rules(page, azure, words);
    await page.locator("[data-try]").click();
    await page.locator("[data-without]").first().click();
    await page.locator("[data-undo]").waitFor();
  },
  "a window, watched": async (page, azure, words) => {
    // A Chromium that shows nobody anything denies notifications without being asked.
    await page.addInitScript(() => {
      Object.defineProperty(Notification, "permission", { get: () => "default" });
    });
    await diagnose(page, azure, "window-open", { words });
    await page.locator("[data-watch] > summary").click();
    await page.locator("[data-watching]").click();
    await page.locator("[data-standing]").waitFor();
  },
  bastion: async (page, azure, words) => {
    await diagnose(page, azure, "bastion", { words });
    await page.getByRole("button", { name: say(words, "components.card.bastion") }).click();
    await page.locator("[data-host]").first().waitFor();
  },
  "all subscriptions": async (page, azure, words) => {
    await page.goto("/#/fleet");
    await paste(page, (await azure.token("fleet")).accessToken, words);
    await done(page);
  },
  "all subscriptions, report": async (page, azure, words) => {
    await SCREENS["all subscriptions"](page, azure, words);
    await page.locator("[data-inspect]").click();
    await page.locator("[data-act=again]").waitFor();
    await done(page);
    await page.locator("[data-show-report]").click();
    await page.locator("[data-report]").waitFor();
  },
  "subscriptions together": async (page, azure, words) => {
    await SCREENS["all subscriptions"](page, azure, words);
    for (const box of (await page.locator("[data-choose]").all()).slice(0, 4)) await box.check();
    await page.locator("[data-open-chosen]").click();
    await page.locator("[data-count]").first().waitFor();
    await done(page);
  },
  "clean up": (page, azure, words) => vms(page, azure, words, "subscription-untidy", "clean-up"),
  "change, form": async (page, azure, words) => {
    await vms(page, azure, words, "subscription-untidy", "configured");
    await page.locator("[data-choose-all]").click();
    await page.locator('.vm-chosen [data-offer="edit"]').click();
    await page.locator("[data-act] [data-change]").selectOption("remove_ports");
    await page.locator("[data-act] input").fill("22x");
    await page.locator("[data-review]").click();
    await page.locator("[aria-invalid=true]").waitFor();
  },
  "change, preview": async (page, azure, words) => {
    await SCREENS["clean up"](page, azure, words);
    await page.locator(".tidy-kind[data-kind=stale_member] [data-choose-all]").click();
    await page.locator('.tidy-kind[data-kind=stale_member] [data-offer="edit"]').click();
    await page.locator("[data-send]").waitFor();
  },
  "change, ended": async (page, azure, words) => {
    await SCREENS["change, preview"](page, azure, words);
    await page.locator("[data-send]").click();
    await page.locator("[data-act][data-step=done]").waitFor();
    await done(page);
  },
  code: async (page) => {
    await page.goto("/#/code");
    await page.locator("[data-file-place]").waitFor();
  },
  "code, judged": async (page, azure, words) => {
    await SCREENS.code(page, azure, words);
    const rules = [{ name: "SecurityCenter-JITRule_-36095858_F8A59D4E00B86AE7CAACCB86E77D1FDF" }];
    const type = "azurerm_network_security_group";
    const of = (name, after) => ({
      address: `${type}.${name}`,
      mode: "managed",
      type,
      name,
      change: { actions: ["update"], before: { security_rule: rules }, after: { security_rule: after }, after_unknown: { security_rule: after === undefined } },
    });
    const plan = { resource_changes: [of("web", []), of("db", undefined)] };
    await page.locator("[data-file-place] input").setInputFiles({ name: "plan.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(plan)) });
    await page.locator("[data-judged]").waitFor();
  },
  "policies as code": async (page, azure, words) => {
    await vms(page, azure, words, "subscription-untidy", "configured");
    await page.locator("[data-choose-all]").click();
    await page.locator("[data-export-chosen]").click();
    await page.locator("[data-export] pre").waitFor();
  },
  causes: (page) => page.goto("/#/why"),
  cause: (page) => page.goto("/#/why/plan.servers/off"),
  "an error text": async (page) => {
    await page.goto("/#/paste");
    await page.getByRole("textbox").fill("AuthorizationFailed: does not have authorization to perform action 'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action'");
    await page.locator("main form button[type=submit]").click();
    await page.locator("main li a").first().waitFor();
  },
  collect: showScript,
  "from a file": async (page, azure, words) => {
    const { ask } = await azure.estate("plan-off");
    const script = await written(page, ask, words);
    const file = await collected(mkdtempSync(join(tmpdir(), "jit-doctor-")), script, await azure.token("plan-off"));
    await choose(page, file);
    await done(page);
  },
  offline: async (page) => {
    await page.goto("/#/offline");
    await page.locator("[data-copy]").waitFor();
  },
  host: async (page) => {
    await page.goto("/#/host");
    await done(page);
  },
  ask: (page) => page.goto("/#/ask"),
  trust: (page) => page.goto("/#/trust"),
  "not found": async (page) => {
    await page.goto("/#/nowhere");
    await page.locator("main p > a").waitFor();
  },
};

// The fragment of a result's link.
async function shared(page, azure, words, estate) {
  // Away from the page, so that the next address opens it anew.
  await page.goto("about:blank");
  await diagnose(page, azure, estate, { words });
  await page.locator("[data-share] > summary").click();
  const address = await page.locator("[data-result-link] code").innerText();
  await page.goto("about:blank");
  return address.slice(address.indexOf("#"));
}
