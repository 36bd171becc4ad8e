// What is untidy about the policies of a subscription, and policies changed many at once:
// previewed, written one after the other, told each by itself, and put back.
import { readFileSync } from "node:fs";

import { arm } from "./hosts.js";
import { aMinute, stopClock } from "./in-place.js";
import { done, en, expect, ja, paste, say, saying, test } from "./page.js";

const SUBSCRIPTION = "3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08";
const POLICIES = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Security/jitNetworkAccessPolicies`;
const VERSION = "api-version=2020-01-01";

const act = (page) => page.locator("[data-act]");
const kind = (page, name) => page.locator(`[data-verdict][class="tidy-kind"][data-kind="${name}"]`);
const policy = (page, name) => act(page).locator(`.act-diff[data-policy="${name}"]`);
const review = (page) => act(page).locator("[data-review]");
const send = (page) => act(page).locator("[data-send]");

async function open(page, azure, { tab = "clean-up", estate = "subscription-untidy", wish, words = en } = {}) {
  await page.goto(`/#/subscription/${SUBSCRIPTION}?tab=${tab}`);
  const token = await azure.token(estate, wish);
  await paste(page, token.accessToken, words);
  await done(page, 60_000);
  return token;
}

// What was asked of Azure that is no read.
async function changes(azure, token) {
  const { requests } = await azure.requests(token);
  return requests.filter((it) => it.method === "PUT" || it.method === "DELETE");
}

// Asks Azure beside the page, as somebody else would.
const beside = (page, token, method, path, body) =>
  page.evaluate(
    async ([url, method, token, body]) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
      return answer.ok ? answer.json() : answer.status;
    },
    [`${arm}${path}?${VERSION}`, method, token.accessToken, body],
  );

// What the policies say, by their names, without what the service writes.
async function policies(page, token) {
  const { value } = await beside(page, token, "GET", POLICIES);
  const entries = (it) => it.properties.virtualMachines;
  return Object.fromEntries(value.map((it) => [it.name, entries(it)]));
}

const idOf = async (page, token, name) => {
  const { value } = await beside(page, token, "GET", POLICIES);
  return value.find((it) => it.name === name).id;
};

const named = (entries) => entries.map((it) => it.id.split("/").at(-1)).sort();

const states = (page) =>
  act(page)
    .locator(".act-states > li")
    .evaluateAll((all) => Object.fromEntries(all.map((it) => [it.dataset.policy, it.dataset.state])));

async function ended(page) {
  await expect(act(page)).toHaveAttribute("data-step", "done", { timeout: 60_000 });
}

async function agree(page) {
  await send(page).click();
  await ended(page);
}

// Chooses all of a kind and has the change previewed.
async function choose(page, name) {
  await kind(page, name).locator("[data-choose-all]").click();
  await kind(page, name).locator('[data-offer="edit"]').click();
}

test("each kind of finding has its verdict, what was found and the way to mend it", async ({ page, azure }) => {
  await open(page, azure);
  for (const [name, verdict, count, found] of [
    ["stale_member", "found", "3", ["vm-batch-01", "vm-batch-02", "vm-web-09"]],
    ["several_policies", "found", "1", ["vm-web-02"]],
    ["leftover_rule", "found", "2", ["vm-db-09", "SecurityCenter-JITRule_-36095858_F8A59D4E00B86AE7CAACCB86E77D1FDF"]],
    ["open_to_all", "found", "1", ["vm-web-02"]],
    ["any_source", "found", "3", ["vm-web-01", "vm-web-02", "vm-web-09"]],
    ["long_time", "found", "1", ["vm-web-02"]],
    ["unused_port", "at_least", "1", ["vm-web-01"]],
  ]) {
    await expect(kind(page, name)).toHaveAttribute("data-verdict", verdict);
    await expect(kind(page, name).locator("h2 .tag")).toHaveText(say(en, `tidy.verdicts.${verdict}`, { n: count }));
    const items = kind(page, name).locator("[data-finding]");
    expect(await items.evaluateAll((all) => all.map((it) => it.dataset.finding)), name).toEqual(found);
  }
  await expect(kind(page, "leftover_rule").locator("pre")).toContainText("az network nsg rule delete --ids ");
  await expect(kind(page, "open_to_all").getByRole("link")).toHaveAttribute("href", /vm-web-02.*port=22.*goal=connect/i);

  // Another limit, another finding; none that makes sense leaves the usual one.
  const limit = page.getByLabel(en.tidy.longest);
  await limit.fill("720");
  await expect(kind(page, "long_time")).toHaveAttribute("data-verdict", "clean");
  await limit.fill("2");
  await expect(page.getByText(en.tidy.longest_error)).toBeVisible();
  await expect(kind(page, "long_time")).toHaveAttribute("data-verdict", "found");

  await page.getByLabel(say(en, "inventory.table.search")).fill("batch");
  await expect(kind(page, "stale_member").locator("[data-finding]")).toHaveCount(2);
  await expect(kind(page, "any_source").locator("[data-finding]")).toHaveCount(0);
});

test("what could not be read is at least, or unknown, and never none", async ({ page, azure }) => {
  await page.route(/virtualMachines\?/i, (route) => route.fulfill({ status: 403, json: {} }));
  await open(page, azure);
  for (const name of ["stale_member", "open_to_all"]) {
    await expect(kind(page, name)).toHaveAttribute("data-verdict", "cannot_tell");
    await expect(kind(page, name).locator("h2 .tag")).toHaveText(en.tidy.verdicts.cannot_tell);
  }
  await expect(kind(page, "any_source")).toHaveAttribute("data-verdict", "found");
});

test("VMs that are gone leave their policies after a preview, and come back", async ({ page, azure }) => {
  const token = await open(page, azure);
  const before = await policies(page, token);
  await choose(page, "stale_member");
  await expect(policy(page, "default")).toHaveAttribute("data-fate", "written");
  await expect(policy(page, "default").locator("[data-vm]")).toHaveAttribute("data-vm", "vm-web-09");
  await expect(policy(page, "default")).toContainText(say(en, "edit.kept", { n: 2 }));
  await expect(policy(page, "batch")).toHaveAttribute("data-fate", "deleted");
  await expect(policy(page, "batch")).toContainText(en.edit.fates.deleted);
  await expect(send(page)).toHaveText(say(en, "edit.send", { n: 2 }));
  expect(await changes(azure, token), "a preview writes nothing").toEqual([]);
  // What was folded stays so in another language.
  await policy(page, "batch").locator("summary").click();
  for (const lang of ["ja", "en"]) await page.locator(`header button[lang=${lang}]`).click();
  await expect(policy(page, "batch")).toContainText(en.edit.fates.deleted);
  await expect(policy(page, "batch").locator("details")).not.toHaveAttribute("open");
  await expect(policy(page, "default").locator("details")).toHaveAttribute("open");
  // The request is shown as it will be sent.
  await act(page).locator(".act-requests > summary").click();
  await expect(act(page).locator(".act-requests pre")).toHaveText([/^DELETE .*\/batch\?/, /^PUT .*\/default\?/]);

  await agree(page);
  expect(await states(page)).toEqual({ batch: "done", default: "done" });
  const after = await policies(page, token);
  expect(Object.keys(after)).not.toContain("batch");
  expect(named(after.default)).toEqual(["vm-web-01", "vm-web-02"]);
  expect((await changes(azure, token)).map((it) => it.method).sort()).toEqual(["DELETE", "PUT"]);
  const download = page.waitForEvent("download");
  await act(page).locator("[data-save]").click();
  const log = await (await download).path();
  expect(JSON.parse(readFileSync(log, "utf8")).policies).toHaveLength(2);

  // At once, by the button.
  await act(page).locator("[data-undo]").click();
  await expect(policy(page, "batch")).toHaveAttribute("data-fate", "created");
  await agree(page);
  expect(await policies(page, token)).toEqual(before);

  // Nothing is left to put back by the log, which says so.
  await act(page).locator("[data-close]").click();
  await page.locator("[data-file-place] input").setInputFiles(log);
  await expect(act(page).locator("[data-nothing]")).toBeVisible();
  await expect(act(page).locator('[data-beside="same"]')).toContainText("default");
  await expect(send(page)).toHaveCount(0);
});

test("ports that can be asked for from anywhere get the addresses that are meant", async ({ page, azure }) => {
  const token = await open(page, azure);
  await kind(page, "any_source").locator('[data-finding="vm-web-01"] input').check();
  await kind(page, "any_source").locator('[data-finding="vm-web-02"] input').check();
  await kind(page, "any_source").locator('[data-offer="edit"]').click();
  await expect(act(page).locator("[data-change]")).toHaveValue("replace_source");
  await act(page).getByLabel(en.edit.replacement).fill("203.0.113.0/24; office");
  await review(page).click();
  await expect(act(page).locator("[aria-invalid=true]")).toHaveCount(1);
  await act(page).getByLabel(en.edit.replacement).fill("203.0.113.0/24, 198.51.100.7");
  await review(page).click();
  await expect(policy(page, "default").locator("[data-vm]")).toHaveCount(2);
  await expect(policy(page, "default").locator("[data-then]").first()).toContainText("203.0.113.0/24, 198.51.100.7");
  await agree(page);
  const [web] = (await policies(page, token)).default;
  const sources = (it) => it.allowedSourceAddressPrefixes ?? [it.allowedSourceAddressPrefix];
  expect(web.ports.map(sources)).toEqual([["203.0.113.0/24"], ...Array(3).fill(["203.0.113.0/24", "198.51.100.7"])]);
});

test("many are changed from their tab, and a policy that is not wanted is left", async ({ page, azure }) => {
  const token = await open(page, azure, { tab: "configured" });
  const before = await policies(page, token);
  await page.locator("[data-choose-all]").click();
  await page.locator('.vm-chosen [data-offer="edit"]').click();
  await act(page).locator("[data-change]").selectOption("longest");
  await act(page).getByLabel(en.acts.turn_on.minutes).fill("60");
  await review(page).click();
  // Every policy that names one of them, and the one that says so already.
  await expect(act(page).locator(".act-diff")).toHaveCount(1);
  await expect(act(page).locator('[data-beside="same"]')).toContainText("vm-web-02");
  await act(page).getByRole("button", { name: en.acts.back }).click();
  await act(page).getByLabel(en.acts.turn_on.minutes).fill("30");
  await review(page).click();
  await expect(act(page).locator(".act-diff")).toHaveCount(2);
  await policy(page, "vm-web-02").locator("input").uncheck();
  await policy(page, "default").locator("input").uncheck();
  await expect(send(page)).toHaveCount(0);
  await expect(act(page)).toContainText(en.edit.none_chosen);
  await policy(page, "vm-web-02").locator("input").check();
  await expect(send(page)).toHaveText(say(en, "edit.send", { n: 1 }));
  await agree(page);
  const after = await policies(page, token);
  expect(after.default).toEqual(before.default);
  expect(after["vm-web-02"][0].ports[0].maxRequestAccessDuration).toBe("PT30M");
});

test("what guards less is said before, and what cannot be changed is told", async ({ page, azure }) => {
  await open(page, azure, { tab: "configured" });
  await page.locator("[data-choose-all]").click();
  await page.locator('.vm-chosen [data-offer="edit"]').click();
  await act(page).locator("[data-change]").selectOption("remove_ports");
  await act(page).getByLabel(en.edit.ports, { exact: true }).fill("22");
  await review(page).click();
  await expect(act(page)).toContainText(en.edit.cautions.guards_less);
  await expect(act(page).locator('[data-beside="no_port_left"]')).toHaveCount(2);
  await expect(policy(page, "default").locator("[data-then]")).toHaveText(en.edit.not_guarded);
});

test("access that is at stake is agreed to, in any language, and anew where the plan is another", async ({ page, azure }) => {
  await stopClock(page);
  await open(page, azure, { tab: "configured", estate: "subscription-mixed" });
  await page.locator("[data-choose-all]").click();
  await page.locator('.vm-chosen [data-offer="edit"]').click();
  await act(page).locator("[data-change]").selectOption("drop");
  await review(page).click();
  const consent = act(page).locator("[data-consent] input");
  await expect(send(page)).toBeDisabled();
  await consent.check();
  await expect(send(page)).toBeEnabled();
  await aMinute(page);
  await page.locator("header button[lang=ja]").click();
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  await expect(consent).toBeChecked();
  await expect(send(page)).toBeEnabled();
  await act(page).locator(".act-diff input[type=checkbox]").last().uncheck();
  await expect(consent).not.toBeChecked();
  await expect(send(page)).toBeDisabled();
  await consent.check();
  await expect(send(page)).toBeEnabled();
});

test("a policy that somebody changed after the preview is left alone, and the others go on", async ({ page, azure }) => {
  const token = await open(page, azure);
  await choose(page, "stale_member");
  await expect(send(page)).toBeVisible();
  const id = await idOf(page, token, "default");
  const mine = await beside(page, token, "GET", id);
  const { virtualMachines } = mine.properties;
  virtualMachines[0].ports[0].maxRequestAccessDuration = "PT2H";
  await beside(page, token, "PUT", id, { kind: "Basic", properties: { virtualMachines } });
  await agree(page);
  expect(await states(page)).toEqual({ batch: "done", default: "changed" });
  const { default: kept } = await policies(page, token);
  expect(named(kept)).toEqual(["vm-web-01", "vm-web-02", "vm-web-09"]);
  expect(kept[0].ports[0].maxRequestAccessDuration).toBe("PT2H");

  // It is shown anew as it is now, and can be changed then.
  await act(page).locator("[data-review-again]").click();
  await expect(act(page).locator(".act-diff")).toHaveCount(1);
  await agree(page);
  expect(named((await policies(page, token)).default)).toEqual(["vm-web-01", "vm-web-02"]);
});

test("what was refused half-way is told, and can be taken up again", async ({ page, azure }) => {
  const token = await open(page, azure);
  await choose(page, "stale_member");
  await page.route(/jitNetworkAccessPolicies\/default\?/i, (route) => {
    if (route.request().method() !== "PUT") return route.fallback();
    const error = { code: "ScopeLocked", message: "The scope is locked." };
    const headers = { "access-control-allow-origin": "*" };
    return route.fulfill({ status: 409, headers, json: { error } });
  });
  await agree(page);
  expect(await states(page)).toEqual({ batch: "done", default: "refused" });
  await expect(act(page)).toContainText(en.acts.refused.locked);
  await expect(act(page)).toContainText("ScopeLocked");
  await page.unrouteAll();
  await act(page).locator("[data-again]").click();
  await expect(act(page).locator("[data-summary]")).toHaveText(say(en, "edit.summary", { done: 2, total: 2 }), { timeout: 60_000 });
  expect(named((await policies(page, token)).default)).toEqual(["vm-web-01", "vm-web-02"]);
  expect((await changes(azure, token)).map((it) => it.method).sort()).toEqual(["DELETE", "PUT"]);
});

test("a change that is left is looked up, and its log is not lost", async ({ page, azure }) => {
  const token = await open(page, azure);
  page.on("dialog", (dialog) => dialog.accept());
  await choose(page, "stale_member");
  let holds = true;
  await page.route(/jitNetworkAccessPolicies\/default\?/i, async (route) => {
    while (holds && route.request().method() === "PUT") await new Promise((then) => setTimeout(then, 50));
    return route.fallback().catch(() => {});
  });
  await send(page).click();
  await expect(act(page)).toHaveAttribute("data-step", "running");
  await expect(act(page).locator('[data-policy="default"]')).toHaveAttribute("data-state", "sending");
  await page.goto("/#/trust");
  const left = page.locator("[data-aftermath]");
  await expect(left).toHaveAttribute("data-aftermath", "edited");
  holds = false;
  await expect(left).toContainText(saying(en, "acts.left.edited", { total: 2 }));
  const download = page.waitForEvent("download");
  await left.locator("[data-save-log]").click();
  const log = await (await download).path();
  expect(readFileSync(log, "utf8")).not.toContain(token.accessToken);

  await page.goto(`/#/subscription/${SUBSCRIPTION}?tab=clean-up`);
  await done(page, 60_000);
  await page.locator("[data-file-place] input").setInputFiles(log);
  await expect(act(page).locator("h2").first()).toHaveText(en.acts.title.put_back);
  await expect(policy(page, "batch")).toHaveAttribute("data-fate", "created");
});

test("a file that is no log is refused for what it is", async ({ page, azure }) => {
  await open(page, azure, { words: en });
  const choose = (text) =>
    page.locator("[data-file-place] input").setInputFiles({ name: "log.json", mimeType: "application/json", buffer: Buffer.from(text) });
  for (const [text, why] of [
    ["{", "not_json"],
    ["{}", "other_file"],
    ['{"file":"jit-doctor edit log","version":9}', "other_version"],
    ['{"file":"jit-doctor edit log","version":1,"made":"x","policies":[]}', "broken"],
  ]) {
    await choose(text);
    await expect(page.locator("[data-log-error]")).toHaveAttribute("data-log-error", why);
  }
  await expect(act(page)).toHaveCount(0);
  await expect(kind(page, "stale_member")).toHaveAttribute("data-verdict", "found");
});

test("policies that could not be read can be read again", async ({ page, azure }) => {
  await open(page, azure);
  await page.route(/jitNetworkAccessPolicies\/default\?/i, (route) => route.fulfill({ status: 403, json: {} }));
  await kind(page, "long_time").locator("[data-choose-all]").click();
  await kind(page, "long_time").locator('[data-offer="edit"]').click();
  await expect(act(page).locator("[data-nothing]")).toContainText(en.edit.unread);
  await expect(act(page).locator('[data-beside="not_read"]')).toContainText("default");
  await page.unrouteAll();
  await act(page).locator("[data-review-again]").click();
  await expect(policy(page, "default")).toHaveAttribute("data-fate", "written");
  await expect(send(page)).toBeEnabled();
});

test("who may only read is told before anything can be sent", async ({ page, azure }) => {
  await open(page, azure, { wish: { person: "reader" } });
  await choose(page, "stale_member");
  await expect(act(page).locator("[data-missing]")).toContainText("jitNetworkAccessPolicies/delete");
  await expect(act(page).locator(".act-diff")).toHaveCount(2);
  await expect(send(page)).toHaveCount(0);
});

test("a form that is left by Back is there again, in Japanese too", async ({ page, azure }) => {
  await page.goto("/#/trust?lang=ja");
  // The language is taken from the address by the program, which has to be there first.
  await expect(page.locator("h1")).toHaveText(say(ja, "page.trust.title"));
  await open(page, azure, { tab: "configured", words: ja });
  await page.locator("[data-choose-all]").click();
  await page.locator('.vm-chosen [data-offer="edit"]').click();
  await act(page).locator("[data-change]").selectOption("sources");
  await act(page).getByLabel(ja.edit.sources).fill("192.0.2.1");
  await page.goBack();
  await expect(act(page)).toHaveCount(0);
  await page.goForward();
  await expect(act(page).locator("[data-change]")).toHaveValue("sources");
  await expect(act(page).getByLabel(ja.edit.sources)).toHaveValue("192.0.2.1");
});
