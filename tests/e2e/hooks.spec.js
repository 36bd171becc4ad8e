// What automation relies on, and what the documentation of the hooks promises:
// labels, addresses, and the state of a run in the document.
import { arm } from "./hosts.js";
import { card, diagnose, done, expect, machine, paste, route, row, rows, test } from "./page.js";

test("the session screen has the three ways in", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByLabel("Access token", { exact: true })).toBeEditable();
  for (const name of ["Use this token", "Sign in with Microsoft", "Try the demo"]) {
    await expect(page.getByRole("button", { name, exact: true })).toBeEnabled();
  }
  await expect(page.locator("main")).toHaveAttribute("data-run", "idle");
});

test("a link runs nothing before there is a session, and then at once", async ({ page, azure }) => {
  const { ask } = await azure.estate("plan-off");
  const token = await azure.token("plan-off");
  const sent = [];
  page.on("request", (request) => {
    if (request.url().startsWith(arm)) sent.push(request.url());
  });
  await page.goto(route(ask));
  await expect(page.getByText("A check of vm-web-01 is waiting")).toBeVisible();
  await expect(page.locator("main")).toHaveAttribute("data-run", "idle");
  await page.waitForLoadState("networkidle");
  expect(sent).toEqual([]);
  expect((await azure.requests(token)).requests).toEqual([]);
  await expect(card(page)).toHaveCount(0);

  await paste(page, token.accessToken);
  await done(page);
  expect(sent.length).toBeGreaterThan(0);
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.servers");
});

test("a run shows in the document from its start to its end", async ({ page, azure }) => {
  const { ask } = await azure.estate("plan-p1");
  const token = await azure.token("plan-p1", { latency: 300 });
  await page.goto(route(ask));
  await paste(page, token.accessToken);
  await expect(page.locator("main")).toHaveAttribute("data-run", "running");
  await expect(page.locator("[data-check]")).not.toHaveCount(0);
  await done(page);
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.tier");
  await expect(card(page)).toHaveAttribute("data-case", "plan1");
  const verdicts = new Set(Object.values(await rows(page)).map((it) => it.verdict));
  expect([...verdicts].sort()).toEqual(["fail", "not-applicable", "pass"]);
  await expect(row(page, "plan.tier")).toHaveAttribute("data-case", "plan1");
});

test("where nothing is wrong, root cause and case are empty", async ({ page, azure }) => {
  await diagnose(page, azure, "healthy");
  await expect(card(page)).toHaveAttribute("data-root-cause", "");
  await expect(card(page)).toHaveAttribute("data-case", "");
  for (const [check, hooks] of Object.entries(await rows(page))) {
    expect(["pass", "not-applicable"], check).toContain(hooks.verdict);
    expect(hooks.case, check).toBe("");
    expect(hooks.blockedBy, check).toBe("");
  }
});

test("every parameter of a check may be left out", async ({ page, azure }) => {
  const { ask } = await azure.estate("plan-off");
  await page.goto("/#/check");
  await paste(page, (await azure.token("plan-off")).accessToken);
  // Without a VM, there is first one to choose.
  await expect(machine(page)).toBeVisible();
  await expect(page.locator("main")).toHaveAttribute("data-run", "idle");

  await page.goto(route({ vm: ask.vm }));
  await done(page);
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.servers");
  for (const asks of [
    { goal: "enable" },
    { goal: "connect", port: 22 },
    { goal: "request", source: "203.0.113.0/24", duration: "PT1H" },
  ]) {
    await page.goto(route({ vm: ask.vm, ...asks }));
    await done(page);
    await expect(card(page)).toHaveAttribute("data-root-cause", "plan.servers");
  }
});

test("a link may name the language and the tenant", async ({ page, azure }) => {
  const { ask } = await azure.estate("plan-off");
  const token = await azure.token("plan-off");
  await page.goto(route({ ...ask, tenant: token.tenant, lang: "ja" }));
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  await page.goto(route({ ...ask, tenant: token.tenant, lang: "en" }));
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await paste(page, token.accessToken);
  await done(page);
  await expect(page.getByText("This check is for another tenant")).toHaveCount(0);
  await page.goto(route({ ...ask, tenant: "b7d2a9c4-13e8-4c55-8f0a-6e91c0d4a2f3" }));
  await done(page);
  await expect(page.getByText("This check is for another tenant")).toBeVisible();
});
