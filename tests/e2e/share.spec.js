// A result leaves the page as a link and as a file, and is read by somebody
// who has no access to anything.
import { readFileSync } from "node:fs";

import { arm, entra } from "./hosts.js";
import { card, diagnose, en, expect, paste, row, rows, say, test } from "./page.js";

const panel = (page) => page.locator("[data-share]");

async function open(page) {
  await panel(page).locator("> summary").click();
  await expect(page.locator("[data-result-link]")).toBeVisible();
}

const link = (page) => page.locator("[data-result-link] code").innerText();

async function share(page, azure, estate) {
  await diagnose(page, azure, estate);
  await open(page);
  return link(page);
}

const fragment = (address) => address.slice(address.indexOf("#"));

// Follows a link as somebody does who was sent it: in a page without a session.
async function follow(page, address) {
  await page.goto("about:blank");
  await page.goto(`/${fragment(address)}`);
}

test("a result link shows the same checklist and asks nobody", async ({ page, azure }) => {
  const address = await share(page, azure, "person-reader");
  const live = await rows(page);
  const cause = await card(page).getAttribute("data-root-cause");
  expect(fragment(address)).toMatch(/^#\/result\/[A-Za-z0-9._-]+$/);
  expect(address.length).toBeLessThan(900);

  const asked = [];
  page.on("request", (it) => asked.push(it.url()));
  await follow(page, address);
  await expect(card(page)).toHaveAttribute("data-root-cause", cause);
  await expect(page.locator("[data-shared]")).toContainText("not checked with Azure since");
  await expect(page.locator("[data-next] li").first()).toBeVisible();
  expect(await rows(page)).toEqual(live);
  expect(asked.filter((it) => it.startsWith(arm) || it.startsWith(entra))).toEqual([]);
  await expect(page.getByRole("button", { name: say(en, "components.checklist.recheck_all") })).toHaveCount(0);
});

test("names go in only when they are ticked, and the panel shows what goes in", async ({ page, azure }) => {
  await diagnose(page, azure, "person-reader");
  const { ask } = await azure.estate("person-reader");
  const name = ask.vm.split("/").at(-1);
  await open(page);
  await page.locator("[data-preview] > summary").click();
  await expect(page.locator("[data-preview]")).toContainText("vm-1");
  await expect(page.locator("[data-preview]")).not.toContainText(name);
  await page.locator("[data-choose] > summary").click();
  await page.locator("[data-detail=names]").check();
  await page.locator("[data-preview] > summary").click();
  await expect(page.locator("[data-preview]")).toContainText(name);
  await follow(page, await link(page));
  await expect(page.locator("main")).toContainText(name);
});

test("what is shared follows whom it is for, and the page speaks of the user", async ({ page, azure }) => {
  await diagnose(page, azure, "request-expired");
  const { ask } = await azure.estate("request-expired");
  const name = ask.vm.split("/").at(-1);
  await open(page);
  const audience = (value) => panel(page).locator(`input[type=radio][value=${value}]`);
  await expect(audience("outside")).toBeChecked();
  const outside = await link(page);
  await audience("team").check();
  await expect(page.locator("[data-detail=times]")).toBeChecked();
  await expect.poll(() => link(page)).not.toBe(outside);
  const team = await link(page);
  await page.locator("[data-choose] > summary").click();
  await page.locator("[data-detail=names]").uncheck();
  await expect(audience("custom")).toBeChecked();

  const headline = say(en, "checks.request.open.cases.expired.headline").replace("{port}", "3389");
  for (const [address, said] of [[outside, /ended \d+ \w+ before the check/], [team, name]]) {
    await follow(page, address);
    await expect(page.locator("h1")).toHaveText(headline);
    await expect(page).toHaveTitle(new RegExp(headline));
    await expect(page.locator("main")).toContainText(said);
    await expect(page.locator("[data-asked]")).toContainText(say(en, "report.goals.connect"));
    await expect(page.locator("[data-asked]")).toContainText("3389");
    await expect(page.locator("[data-path]")).toHaveAttribute("data-end", "stopped");
    await expect(page.locator("[data-verdict-card]")).not.toContainText(/\byou/i);
    await expect(page.locator("[data-path]")).not.toContainText(/\byou/i);
  }
  await follow(page, outside);
  await expect(page.locator("[data-asked]")).toContainText("a public IPv4 address");
  await expect(page.locator("main")).not.toContainText(name);
});

test.describe("a reader in Tokyo", () => {
  test.use({ timezoneId: "Asia/Tokyo" });

  test("reads times by their clock, and on paper with the offset", async ({ page, azure }) => {
    await diagnose(page, azure, "request-expired");
    const what = page.locator("[data-verdict-card] .verdict-what");
    await expect(what).toContainText(/on \d+ \w+ \d{4} at \d\d:\d\d \(\d+ \w+ ago; [-\d]+ \d\d:\d\d UTC\)/);
    await expect(page.locator("[data-checked-at]")).toBeHidden();
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await expect(what).toContainText(/at \d\d:\d\d \(UTC\+09:00; /);
    await expect(what).not.toContainText("ago");
    await expect(page.locator("[data-checked-at]")).toContainText("UTC+09:00");
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await expect(what).toContainText("ago");
  });
});

test("how long ago something was stays true while the page is open", async ({ page, azure }) => {
  await page.clock.install();
  await diagnose(page, azure, "request-expired", { asks: { goal: "connect" } });
  const what = card(page).locator(".verdict-what");
  const told = await what.textContent();
  expect(told).toMatch(/\d+ hours ago/);
  const more = card(page).locator(".verdict-more");
  await more.locator("summary").click();
  await page.clock.fastForward("02:00:00");
  await expect(what).not.toHaveText(told);
  await expect(what).toContainText(/\d+ (hours|days) ago/);
  await expect(more).toHaveAttribute("open");
});

test("a passphrase seals a link, and only that passphrase opens it", async ({ page, azure }) => {
  const plain = await share(page, azure, "plan-off");
  await page.getByLabel(say(en, "page.share.passphrase.label")).fill("correct horse");
  await expect(page.locator("[data-result-link]")).toHaveAttribute("data-sealed", "true");
  const sealed = await link(page);
  expect(sealed).toContain("jd1p.");
  expect(sealed).not.toBe(plain);
  // With other details the link is another one, and as sealed.
  await page.locator("[data-share] input[type=radio][value=team]").check();
  await expect.poll(() => link(page)).not.toBe(sealed);
  await expect(page.locator("[data-result-link]")).toHaveAttribute("data-sealed", "true");
  await expect(page.getByLabel(say(en, "page.share.passphrase.label"))).toHaveValue("correct horse");
  await follow(page, sealed);
  const field = page.getByLabel(say(en, "page.result.sealed.label"), { exact: true });
  const button = page.getByRole("button", { name: say(en, "page.result.sealed.open") });
  await field.fill("wrong horse");
  await button.click();
  await expect(page.getByText(say(en, "damage.passphrase"))).toBeVisible();
  await expect(page.locator("[data-check]")).toHaveCount(0);
  await field.fill("correct horse");
  await button.click();
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.servers");
});

test("a damaged link is explained and never half shown", async ({ page, azure }) => {
  const whole = fragment(await share(page, azure, "person-reader"));
  const damaged = {
    cut: whole.slice(0, -7),
    changed: whole.slice(0, -3) + (whole.at(-3) === "A" ? "B" : "A") + whole.slice(-2),
    other_version: whole.replace("jd1.", "jd7."),
    nothing: "#/result/hello",
  };
  for (const [kind, address] of Object.entries(damaged)) {
    await follow(page, address);
    await expect(page.locator("[data-damage]")).toHaveAttribute("data-damage", kind);
    await expect(page.locator("[data-check]")).toHaveCount(0);
    await expect(card(page)).toHaveCount(0);
  }
  // What mail does to links is undone.
  for (const address of [`${whole}?utm_source=mail`, `${whole}%3E`, `#${encodeURIComponent(whole.slice(1))}`]) {
    await follow(page, address);
    await expect(card(page)).toHaveAttribute("data-root-cause", /./);
  }
  // So it is when the text is pasted.
  await follow(page, "#/result");
  const wrapped = `see <https://jit.example.com/%23${whole.slice(1, 40)}\r\n> ${whole.slice(40)}>`;
  await page.getByLabel(say(en, "page.result.open.label"), { exact: true }).fill(wrapped);
  await page.getByRole("button", { name: say(en, "page.result.open.use") }).click();
  await expect(card(page)).toHaveAttribute("data-root-cause", /./);
});

test.describe("a link whose # a mail service has changed", () => {
  // Its path is not there, and what stands there has a policy of its own.
  test.use({ tolerated: [/404|no policy on .*%23/] });

  test("is brought back", async ({ page, azure }) => {
    const whole = fragment(await share(page, azure, "person-reader"));
    await page.goto("about:blank");
    await page.goto(`/${whole.replace("#", "%23")}`);
    await expect(card(page)).toHaveAttribute("data-root-cause", /./);
    expect(new URL(page.url()).hash).toBe(whole);
  });
});

test("a report is saved, and opened again from a file or by dropping it", async ({ page, azure }) => {
  await diagnose(page, azure, "person-reader");
  const live = await rows(page);
  await open(page);
  await page.locator("[data-choose] > summary").click();
  await page.locator("[data-detail=requests]").check();
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download report" }).click();
  const path = await (await saving).path();
  const text = readFileSync(path, "utf8");
  const report = JSON.parse(text);
  expect(report.format).toBe("jit-doctor-report");
  expect(report.requests.length).toBeGreaterThan(5);
  expect(text).not.toMatch(/eyJ/);

  await follow(page, "#/result");
  await page.locator("input[type=file]").setInputFiles(path);
  await expect(page.locator("[data-shared]")).toBeVisible();
  await page.locator("[data-save] > summary").click();
  await expect(page.getByRole("button", { name: say(en, "page.share.download") })).toBeVisible();
  expect(await rows(page)).toEqual(live);

  await follow(page, "#/result");
  await expect(page.locator(".open")).toBeVisible();
  const drop = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "report.json"));
    return transfer;
  }, text);
  await page.dispatchEvent(".open", "drop", { dataTransfer: drop });
  await expect(page.locator("[data-shared]")).toBeVisible();
  expect(await rows(page)).toEqual(live);

  await follow(page, "#/result");
  await page.locator("input[type=file]").setInputFiles({
    name: "other.json",
    mimeType: "application/json",
    buffer: Buffer.from('{"format":"something"}'),
  });
  await expect(page.getByText(say(en, "damage.not_report"))).toBeVisible();
});

test("two results are compared, what changed on top", async ({ page, azure, context }) => {
  const before = await share(page, azure, "plan-off");
  const other = await context.newPage();
  const after = await share(other, azure, "healthy");
  await other.close();
  await follow(page, before);
  await page.getByRole("link", { name: say(en, "page.result.compare") }).click();
  await page.getByLabel(say(en, "page.result.open.label"), { exact: true }).fill(after);
  await page.getByRole("button", { name: say(en, "page.result.open.use") }).click();
  for (const [at, says] of [[0, /Defender/], [1, "vm-1"]]) {
    await expect(page.locator(".ways .card").nth(at)).toContainText(says);
  }
  const first = page.locator("[data-compared]").first();
  await expect(page.locator("[data-compared='plan.servers']")).toHaveAttribute("data-difference", "better");
  await expect(first).not.toHaveAttribute("data-difference", "same");
  // Another result in the place of one of them.
  await page.getByRole("button", { name: say(en, "page.compare.replace") }).last().click();
  const field = page.getByLabel(say(en, "page.result.open.label"), { exact: true });
  await expect(field).toBeFocused();
  await field.fill(before);
  await page.getByRole("button", { name: say(en, "page.result.open.use") }).click();
  await expect(first).toHaveAttribute("data-difference", "same");
});

test("support makes a link, and its case number comes back with the result", async ({ page, azure }) => {
  const { ask } = await azure.estate("plan-off");
  await page.goto("/#/ask");
  await page.getByLabel(say(en, "page.ask.vm"), { exact: true }).fill(ask.vm);
  await page.getByLabel(say(en, "page.ask.port"), { exact: true }).fill("3389");
  await page.getByLabel(say(en, "page.ask.case"), { exact: true }).fill("SR-2026.11_7");
  const address = await page.locator("[data-ask-link]").innerText();
  await follow(page, address);
  await expect(page.getByText("SR-2026.11_7")).toBeVisible();
  await expect(page.getByText(say(en, "page.from_link.title"))).toBeVisible();
  await paste(page, (await azure.token("plan-off")).accessToken);
  await expect(page.locator("main")).toHaveAttribute("data-run", "done");
  await open(page);
  await follow(page, await link(page));
  await expect(page.locator("main")).toContainText("SR-2026.11_7");
});

test("every request is listed, and never a token", async ({ page, azure }) => {
  const token = await diagnose(page, azure, "healthy");
  await page.locator(".requests > summary").click();
  const listed = page.locator(".requests tbody tr");
  const { requests } = await azure.requests(token);
  await expect(listed).toHaveCount(requests.length);
  await expect(page.locator(".requests")).not.toContainText("eyJ");
  await expect(page.locator(".requests")).toContainText("management.azure.com");
});

test("the page says what happens to data", async ({ page }) => {
  await page.goto("/#/trust");
  await expect(page.locator("main section")).toHaveCount(5);
  await expect(page.locator("main")).toContainText("login.microsoftonline.com");
});

test("on paper no name and no scope is cut off", async ({ page, azure }) => {
  await page.setViewportSize({ width: 720, height: 900 });
  await diagnose(page, azure, "person-reader");
  await page.emulateMedia({ media: "print" });
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll("main *")]
      .filter((it) => it.checkVisibility() && it.clientWidth > 1 && it.scrollWidth > it.clientWidth + 1)
      .filter((it) => getComputedStyle(it).overflowX !== "visible")
      .map((it) => `${it.className}: ${it.textContent.slice(0, 80)}`),
  );
  expect(cut).toEqual([]);
});

test("on paper what failed is open, what passed takes a line, and nothing is to be clicked", async ({ page, azure }) => {
  await diagnose(page, azure, "plan-off");
  await row(page, "plan.servers").locator("> details > summary").click();
  await expect(row(page, "plan.servers").getByRole("img").first()).toBeVisible();
  await page.emulateMedia({ media: "print" });
  const failed = row(page, "plan.servers");
  await failed.locator("> details").evaluate((it) => { it.open = false; });
  await expect(failed.getByRole("img").last()).toBeVisible();
  const passed = row(page, "subscription.active");
  await expect(passed).toBeVisible();
  await expect(passed.locator(".evidence")).toBeHidden();
  await passed.locator("> details").evaluate((it) => { it.open = true; });
  await expect(passed.locator(".evidence")).toBeVisible();
  expect(await page.locator("main button:visible, main details.card:not([open]):visible").count()).toBe(0);
});
