// What is done from the page: nothing before the reader has confirmed it, the
// very requests shown before, watched until Azure has done it, and a way on
// when it goes wrong.
import { readFileSync } from "node:fs";

import { entra } from "./hosts.js";
import { aMinute, remember, stopClock } from "./in-place.js";
import { card, diagnose, done, en, expect, hasten, ja, paste, route, row, say, saying, test, vms } from "./page.js";

const act = (page) => page.locator("[data-act]");
const offer = (page, name) => page.locator(`[data-offer="${name}"]`).first();
const review = (page) => act(page).locator("[data-review]");
const send = (page) => act(page).locator("[data-send]");
const outcome = (page) => act(page).locator("[data-outcome]");
const refused = (page) => act(page).locator("[data-refused]");
const port = (page) => act(page).getByRole("group", { name: "Port 3389" });
const source = (page) => port(page).getByLabel(en.acts.request.source, { exact: true });
const minutes = (page) => port(page).getByLabel(en.acts.request.minutes, { exact: true });

// What was asked of Azure that is no read.
async function changes(azure, token) {
  const { requests } = await azure.requests(token);
  const isChange = (it) =>
    it.method === "PUT" || it.method === "DELETE" || /\/(initiate|register|start)\?/i.test(it.path);
  return requests.filter(isChange);
}

test("access is requested, opened and ready to be used", async ({ page, azure }) => {
  const token = await diagnose(page, azure, "healthy", { asks: { goal: "request" } });
  await expect(card(page)).toHaveAttribute("data-root-cause", "");
  await offer(page, "request").click();
  await expect(act(page)).toHaveAttribute("data-step", "form");
  await expect(source(page)).toHaveValue("203.0.113.7");
  await minutes(page).fill("30");
  await act(page).getByLabel(en.acts.request.justification).fill("Patch day");
  await review(page).click();
  await expect(send(page)).toBeVisible();
  const summary = act(page).locator("[data-confirm]");
  await expect(summary).toContainText("Contoso");
  await expect(summary).toContainText("vm-web-01");
  await expect(summary).toContainText("203.0.113.7");
  await expect(summary).toContainText("30 minutes");
  await expect(act(page).locator("pre").first()).toContainText("/initiate?api-version=2020-01-01");
  expect(await changes(azure, token), "nothing was sent yet").toEqual([]);

  await send(page).click();
  await expect(act(page)).toHaveAttribute("data-step", "running");
  await expect(outcome(page)).toHaveAttribute("data-outcome", "opened", { timeout: 60_000 });
  await expect(act(page)).toContainText(en.acts.request.rules.seen);
  await expect(act(page).locator("[data-left]")).toHaveText(/^\d+:\d\d$/);
  await expect(act(page).locator("[data-connect]")).toHaveText(/^mstsc \/v:.+:3389$/);
  const download = page.waitForEvent("download");
  await act(page).locator("[data-rdp]").click();
  expect((await download).suggestedFilename()).toMatch(/\.rdp$/);
  expect(await changes(azure, token)).toHaveLength(1);
});

for (const [wish, risk] of [
  ["0.0.0.0/0", "everybody"],
  ["::/0", "everybody"],
  ["0.0.0.0/1", "wide"],
  ["2001:db8::/63", "wide"],
  ["198.51.100.66", "other"],
  ["2001:db8::66", "given"],
]) {
  test(`a link with the source ${wish} opens nothing without a word`, async ({ page, azure }) => {
    await stopClock(page);
    const token = await diagnose(page, azure, "healthy", { asks: { goal: "request", source: wish } });
    await offer(page, "request").click();
    await expect(source(page)).toHaveValue(wish);
    await expect(act(page).locator("[data-filled-in]:visible")).toHaveText(en.acts.request.filled_in);
    await review(page).click();
    await expect(act(page).locator("[data-confirm]")).toContainText(en.acts.request.from_address);
    await expect(act(page).locator("[data-confirm]")).toContainText(en.acts.confirm.limit);
    const args = { port: "3389", source: wish, own: "203.0.113.7" };
    const consent = act(page).locator("[data-consent]");
    await expect(consent).toHaveCount(1);
    await expect(consent).toContainText(saying(en, `acts.request.risks.${risk}`, args));
    await expect(send(page)).toBeDisabled();
    expect(await changes(azure, token)).toEqual([]);
    await consent.locator("input").check();
    await expect(send(page)).toBeEnabled();

    // Neither time nor another language takes back what was agreed to.
    const usable = await remember(page);
    await aMinute(page);
    await usable.areThere("as a minute passed");
    await page.locator("header button[lang=ja]").click();
    await expect(consent).toContainText(saying(ja, `acts.request.risks.${risk}`, args));
    await expect(consent.locator("input")).toBeChecked();
    await expect(send(page)).toBeEnabled();
  });
}

test("what Azure would refuse is told at its field, and nothing typed is lost", async ({ page, azure }) => {
  const token = await diagnose(page, azure, "healthy", { asks: { goal: "request" } });
  await offer(page, "request").click();
  await source(page).fill("my computer");
  await minutes(page).fill("9999");
  await act(page).getByLabel(en.acts.request.justification).fill("x".repeat(501));
  await review(page).click();
  await expect(act(page).locator("[aria-invalid=true]")).toHaveCount(3);
  await expect(source(page)).toBeFocused();
  await expect(source(page)).toHaveValue("my computer");
  await expect(act(page)).toHaveAttribute("data-step", "form");
  expect(await changes(azure, token)).toEqual([]);
});

test("a form that is left by Back or a reload is there again; one that was closed is not", async ({ page, azure }) => {
  await page.goto("/#/trust");
  await diagnose(page, azure, "healthy", { asks: { goal: "request" } });
  await offer(page, "request").click();
  await minutes(page).fill("42");
  await review(page).click();
  await expect(send(page)).toBeVisible();
  await page.goBack();
  await expect(act(page)).toHaveCount(0);
  await page.goForward();
  await expect(minutes(page)).toHaveValue("42");
  await expect(offer(page, "request")).toHaveAttribute("aria-disabled", "true");
  const address = page.url();
  await page.reload();
  await paste(page, (await azure.token("healthy")).accessToken);
  await expect(minutes(page)).toHaveValue("42");
  await act(page).locator("[data-close]").click();
  await page.goto("/#/trust");
  await expect(page.locator("main h1")).toHaveText(say(en, "page.trust.title"));
  await page.goto(address);
  await done(page);
  await expect(act(page)).toHaveCount(0);
});

test("a request that Azure never carries out is given up, and says so", async ({ page, azure }) => {
  await page.clock.install();
  await diagnose(page, azure, "request-never-settles", { asks: { goal: "request" } });
  await offer(page, "request").click();
  await review(page).click();
  await send(page).click();
  await hasten(page, outcome(page));
  await expect(outcome(page)).toHaveAttribute("data-outcome", "unsettled");
});

for (const [width, height] of [
  [1280, 900],
  [390, 844],
]) {
  test(`what is sent and its button are seen at once: ${width} pixels`, async ({ page, azure }) => {
    await page.setViewportSize({ width, height });
    await diagnose(page, azure, "healthy", { asks: { goal: "request" } });
    await expect(page.locator("[data-next]")).toBeVisible();
    await offer(page, "request").click();
    await review(page).click();
    await expect(send(page)).toHaveText(en.acts.send.request);
    await expect(send(page)).toBeInViewport({ ratio: 1 });
    await expect(act(page).locator("h2")).toBeInViewport({ ratio: 1 });
    await expect(act(page).locator("pre").first()).toBeHidden();
    await send(page).click();
    await expect(outcome(page)).toHaveAttribute("data-outcome", "opened", { timeout: 60_000 });
    await done(page);
    await expect(page.locator("[data-next]")).toHaveCount(0);
  });
}

test("the form says for which VM it is, and any address is a choice of its own", async ({ page, azure }) => {
  await diagnose(page, azure, "not-configured-enable");
  await row(page, "policy.exists").locator("> details > summary").click();
  await offer(page, "turn_on").click();
  await expect(act(page).locator(".act-names")).toContainText("vm-");
  await expect(act(page).locator(".field-hint")).toHaveCount(1);
  const ssh = act(page).getByRole("group", { name: "Port 22" });
  await ssh.getByLabel(en.acts.turn_on.sources).selectOption(en.acts.turn_on.only);
  await review(page).click();
  await expect(ssh.getByText(en.acts.fields.source_missing)).toBeVisible();
  await ssh.getByLabel(en.acts.turn_on.addresses).fill("203.0.113.7");
  await review(page).click();
  await expect(act(page).locator("[data-confirm]")).toContainText("203.0.113.7");
  await expect(send(page)).toHaveText(say(en, "acts.send.turn_on", { n: "1" }));
});

test("JIT is turned on, and the check sees it", async ({ page, azure }) => {
  const token = await diagnose(page, azure, "not-configured-enable");
  await expect(card(page)).toHaveAttribute("data-case", "not_configured");
  await row(page, "policy.exists").locator("> details > summary").click();
  await offer(page, "turn_on").click();
  await review(page).click();
  await expect(act(page).locator("pre").first()).toContainText("PUT /subscriptions/");
  expect(await changes(azure, token)).toEqual([]);
  await send(page).click();
  await expect(act(page).locator("[data-vm]")).toHaveAttribute("data-state", "done", { timeout: 60_000 });
  await expect(row(page, "policy.exists")).toHaveAttribute("data-verdict", "pass");
  const sent = await changes(azure, token);
  expect(sent.map((it) => it.method)).toEqual(["PUT"]);
  expect(sent[0].path).not.toContain("/default");
});

test("the plan is turned on, with its cost said first", async ({ page, azure }) => {
  const token = await diagnose(page, azure, "plan-off");
  await offer(page, "plan").click();
  await expect(act(page)).toContainText("billed for each server");
  expect(await changes(azure, token)).toEqual([]);
  await send(page).click();
  await expect(outcome(page)).toHaveAttribute("data-outcome", "done");
  await expect(row(page, "plan.servers")).toHaveAttribute("data-verdict", "pass");
});

test("the provider is registered", async ({ page, azure }) => {
  await diagnose(page, azure, "provider-not-registered");
  await offer(page, "provider").click();
  await send(page).click();
  await expect(outcome(page)).toHaveAttribute("data-outcome", "done", { timeout: 60_000 });
  await expect(row(page, "subscription.provider")).toHaveAttribute("data-verdict", "pass");
});

test("a VM that doesn't run is started, with its name and cost said first", async ({ page, azure }) => {
  // A VM takes its time to start.
  test.slow();
  const { ask } = await azure.estate("vm-deallocated");
  const token = await diagnose(page, azure, "vm-deallocated");
  await card(page).locator("[data-offer=vm]").click();
  await expect(act(page).locator("[data-confirm]")).toContainText(ask.vm.split("/").at(-1));
  await expect(act(page)).toContainText("is billed");
  expect(await changes(azure, token)).toEqual([]);
  await send(page).click();
  await expect(outcome(page)).toHaveAttribute("data-outcome", "done", { timeout: 60_000 });
  await expect(row(page, "vm.running")).toHaveAttribute("data-verdict", "pass");
  expect(await changes(azure, token)).toHaveLength(1);
});

test("a permission that is missing is named before anything can be sent", async ({ page, azure }) => {
  const token = await diagnose(page, azure, "plan-off-reader");
  await row(page, "plan.servers").locator("> details > summary").click();
  await offer(page, "plan").click();
  await expect(act(page).locator("[data-missing]")).toContainText("Microsoft.Security/pricings/write");
  await expect(send(page)).toHaveCount(0);
  expect(await changes(azure, token)).toEqual([]);
});

test("a change that wants a second factor leads through the sign-in and back to the form", async ({ page, azure }) => {
  const { ask } = await azure.estate("write-mfa");
  await page.goto(route({ ...ask, goal: "request" }));
  await page.getByRole("button", { name: "Sign in with Microsoft", exact: true }).click();
  await signIn(page);
  await done(page);
  await offer(page, "request").click();
  await minutes(page).fill("45");
  await review(page).click();
  await send(page).click();
  await expect(refused(page)).toHaveAttribute("data-refused", "sign_in");
  await act(page).getByRole("button", { name: en.acts.step_up.sign_in }).click();
  await signIn(page);
  await expect(minutes(page)).toHaveValue("45");
  await expect(act(page)).toHaveAttribute("data-step", "form");
  await review(page).click();
  await send(page).click();
  await expect(outcome(page)).toHaveAttribute("data-outcome", "opened", { timeout: 60_000 });
});

async function signIn(page) {
  await page.waitForURL(`${entra}/**`);
  const estate = page.getByLabel("Estate");
  if (await estate.count()) {
    await estate.selectOption("write-mfa");
    await page.getByRole("button", { name: "Show its people" }).click();
  }
  await page.getByRole("button", { name: "Megan Bowen" }).click();
}

test("a pasted token that is too weak is explained, and another one goes on", async ({ page, azure }) => {
  await diagnose(page, azure, "write-mfa", { asks: { goal: "request" } });
  await offer(page, "request").click();
  await minutes(page).fill("45");
  await review(page).click();
  await send(page).click();
  await expect(refused(page)).toHaveAttribute("data-refused", "sign_in");
  await expect(act(page)).toContainText(en.acts.step_up.token);
  await paste(page, (await azure.token("healthy")).accessToken);
  await act(page).getByRole("button", { name: en.acts.back, exact: true }).click();
  await expect(minutes(page)).toHaveValue("45");
});

// Opens the VMs of an estate's subscription for which JIT is off.
const notConfigured = (page, azure, estate) => vms(page, azure, en, estate, "not-configured");

const states = (page) =>
  act(page)
    .locator("[data-vm]")
    .evaluateAll((all) => Object.fromEntries(all.map((it) => [it.dataset.vm, it.dataset.state])));

async function turnOnAll(page) {
  await page.locator("[data-choose-all]").click();
  await page.locator('.vm-chosen [data-offer="turn_on"]').click();
  await review(page).click();
  await send(page).click();
  await expect(act(page)).toHaveAttribute("data-step", "done", { timeout: 60_000 });
}

test("JIT is turned on for many VMs at once", async ({ page, azure }) => {
  const token = await notConfigured(page, azure, "turn-on-many");
  await page.locator("[data-choose-all]").click();
  await expect(page.locator(".vm-chosen")).toHaveAttribute("data-chosen", "6");
  await page.locator('.vm-row[data-vm="vm-jp-02"] input').uncheck();
  await page.locator('.vm-chosen [data-offer="turn_on"]').click();
  await review(page).click();
  await expect(send(page)).toHaveText(say(en, "acts.send.turn_on", { n: "5" }));
  await expect(act(page).locator("[data-confirm]")).toContainText("5: ");
  await expect(act(page).locator("[data-confirm]")).not.toContainText("vm-jp-02");
  expect(await changes(azure, token)).toEqual([]);
  await send(page).click();
  await expect(act(page)).toHaveAttribute("data-step", "done", { timeout: 60_000 });
  expect(new Set(Object.values(await states(page)))).toEqual(new Set(["done"]));
  const sent = await changes(azure, token);
  expect(new Set(sent.map((it) => it.path)).size, "a policy each").toBe(5);
  // The page reads anew: one is left.
  await expect(page.locator(".vm-row[data-vm]")).toHaveCount(1);
});

test("somebody else's change on the way is noticed and not overwritten", async ({ page, azure }) => {
  const token = await notConfigured(page, azure, "turn-on-concurrent");
  await turnOnAll(page);
  const ended = await states(page);
  expect(ended["vm-db-01"]).toBe("already_on");
  expect(Object.values(ended).filter((it) => it === "done")).toHaveLength(5);
  const sent = await changes(azure, token);
  expect(sent.filter((it) => it.path.includes("/default?"))).toEqual([]);
});

test("what failed half-way is told for each VM, and can be taken up again", async ({ page, azure }) => {
  await notConfigured(page, azure, "turn-on-fails-third");
  await turnOnAll(page);
  const ended = Object.values(await states(page));
  expect(ended.filter((it) => it === "refused")).toHaveLength(2);
  expect(ended.filter((it) => it === "done")).toHaveLength(4);
  await act(page).locator("[data-again]").click();
  await expect(act(page).locator("[data-summary]")).toContainText("6 of 6", { timeout: 60_000 });
  expect(new Set(Object.values(await states(page)))).toEqual(new Set(["done"]));
});

test("throttled writes are waited out", async ({ page, azure }) => {
  await notConfigured(page, azure, "turn-on-throttled");
  await turnOnAll(page);
  expect(new Set(Object.values(await states(page)))).toEqual(new Set(["done"]));
});

for (const [estate, why] of [
  ["turn-on-locked", "locked"],
  ["turn-on-disallowed", "azure_policy"],
]) {
  test(`a refusal of one group leaves the other: ${why}`, async ({ page, azure }) => {
    await notConfigured(page, azure, estate);
    await turnOnAll(page);
    const ended = await states(page);
    expect(ended["vm-web-01"]).toBe("done");
    expect(ended["vm-jp-01"]).toBe("refused");
    // The same refusal is told once, with all the VMs that it holds for.
    const ending = act(page).locator('[data-ending="refused"]');
    await expect(ending).toHaveCount(1);
    await expect(ending.filter({ has: page.locator('[data-vm="vm-jp-01"]') })).toContainText(en.acts.refused[why]);
    expect((await act(page).textContent()).split(en.acts.refused[why])).toHaveLength(2);
    const download = page.waitForEvent("download");
    await act(page).locator("[data-save]").click();
    const lines = readFileSync(await (await download).path(), "utf8").trim().split("\r\n");
    expect(lines).toHaveLength(1 + Object.keys(ended).length);
    const line = lines.find((it) => it.includes('"vm-jp-01"'));
    expect(line).toContain(en.acts.refused[why]);
    expect(line).toContain("PUT /subscriptions/");
  });
}

test("who may only read is told so before choosing ports", async ({ page, azure }) => {
  await notConfigured(page, azure, "turn-on-reader");
  await page.locator(".vm-choose").first().check();
  await page.locator('.vm-chosen [data-offer="turn_on"]').click();
  await expect(act(page).locator("[data-missing]")).toContainText("jitNetworkAccessPolicies/write");
  // No form that leads nowhere, but a message to whoever can give the role.
  await expect(review(page)).toHaveCount(0);
  await expect(act(page).locator("fieldset")).toHaveCount(0);
  await expect(act(page).locator("[data-missing] li")).toHaveCount(2);
  await act(page).getByText(en.acts.gate.message).click();
  const message = act(page).locator(".act-message");
  await expect(message).toContainText("vm-");
  await expect(message).toContainText("Contributor");
});

test("no address starts an act", async ({ page, azure }) => {
  const { ask } = await azure.estate("not-configured-enable");
  const token = await azure.token("not-configured-enable");
  await page.goto(`${route(ask)}&act=turn_on&confirm=true&send=1`);
  await paste(page, token.accessToken);
  await done(page);
  await expect(act(page)).toHaveCount(0);
  expect(await changes(azure, token)).toEqual([]);
});

test("a role is activated, and what it was missing for goes on", async ({ page, azure }) => {
  const token = await diagnose(page, azure, "person-eligible");
  await offer(page, "activate").click();
  await review(page).click();
  await expect(act(page).locator("[aria-invalid=true]")).toHaveCount(1);
  await expect(act(page)).toContainText(en.acts.fields.justification_missing);
  await act(page).getByLabel(en.acts.activate.justification).fill("Patch day");
  await review(page).click();
  const summary = act(page).locator("[data-confirm]");
  await expect(summary).toContainText("Patch day");
  await expect(summary).toContainText("1 hour");
  await expect(act(page).locator("pre").first()).toContainText("SelfActivate");
  expect(await changes(azure, token), "nothing was sent yet").toEqual([]);
  await send(page).click();
  await expect(outcome(page)).toHaveAttribute("data-outcome", "active", { timeout: 60_000 });
  expect(await changes(azure, token)).toHaveLength(1);
  // The diagnosis is made again, and the next act is there.
  await expect(card(page)).toHaveAttribute("data-root-cause", "", { timeout: 60_000 });
  await act(page).locator("[data-close]").click();
  await expect(offer(page, "request")).toBeVisible();
});

test("a role that is asked for too long says so, and can be asked for again", async ({ page, azure }) => {
  await diagnose(page, azure, "person-eligible");
  await offer(page, "activate").click();
  await act(page).getByLabel(en.acts.activate.justification).fill("Patch day");
  await act(page).getByLabel(en.acts.activate.hours).fill("9");
  await review(page).click();
  await send(page).click();
  await expect(act(page).locator("[data-rule]")).toHaveText(en.acts.activate.rules.expiration);
  await act(page).getByRole("button", { name: en.acts.back, exact: true }).click();
  await expect(act(page).getByLabel(en.acts.activate.hours)).toHaveValue("9");
});

test("who must wait for approval is told", async ({ page, azure }) => {
  await diagnose(page, azure, "person-eligible-approval");
  await offer(page, "activate").click();
  await act(page).getByLabel(en.acts.activate.justification).fill("Patch day");
  await review(page).click();
  await send(page).click();
  await expect(outcome(page)).toHaveAttribute("data-outcome", "approval", { timeout: 60_000 });
});
