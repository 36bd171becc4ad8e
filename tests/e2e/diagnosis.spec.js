// The main job: a question and a pasted token go in, and the one thing that
// stands in the way comes out. Every case of every check is tested natively;
// here stands what a reader meets most, on the real page.
import { simulator } from "./hosts.js";
import { card, diagnose, done, en, expect, explained, open, paste, route, row, rows, say, saying, test } from "./page.js";

// The estate, its root cause, and which other rows that one blocks.
const CASES = [
  ["person-no-vm-read", "access.read_vm", "missing_action", "cannot", ["access.read_network"]],
  ["person-no-network-read", "access.read_network", "missing_action", "who"],
  ["person-no-policy-read", "access.read_policy", "missing_action", "cannot"],
  ["person-no-initiate", "access.initiate", "missing_action", "cannot"],
  ["person-vm-only", "access.read_network", "missing_action", "who"],
  ["plan-off", "plan.servers", "off", "can"],
  ["plan-p1", "plan.tier", "plan1", "can"],
  ["vm-no-nsg", "vm.guard", "no_nsg_no_firewall", "can"],
  ["vm-classic", "vm.deployment", "classic", "who", ["vm.guard", "policy.exists"]],
  ["not-configured", "policy.exists", "not_configured", "can"],
];

// The part of the texts that speaks of the reader: `who` where their rights are not known.
for (const [estate, check, name, part, blocked = []] of CASES) {
  test(`${estate}: stopped by ${check}, ${name}`, async ({ page, azure }) => {
    const { expect: expected } = await azure.estate(estate);
    await diagnose(page, azure, estate);
    const sentence = saying(en, `checks.${check}.cases.${name}.what`);

    await expect(card(page)).toHaveAttribute("data-root-cause", check);
    await expect(card(page)).toHaveAttribute("data-case", name);
    await expect.poll(() => explained(page)).toMatch(sentence);
    await expect(card(page)).not.toContainText(/[{}`]|–\./);
    await expect(card(page)).toContainText(saying(en, `checks.${check}.cases.${name}.${part}`));

    const cause = row(page, check);
    await expect(cause).toHaveAttribute("data-verdict", "fail");
    await expect(cause).toHaveAttribute("data-case", name);
    await expect(cause).toHaveAttribute("data-blocked-by", "");
    // The card has said it: the row opens to what stands behind it, on demand.
    await expect(cause).toBeVisible();
    await expect(cause).not.toContainText(sentence);
    await open(page, check);
    await expect(cause.getByText(say(en, "components.row.fix"))).toBeVisible();
    await expect(cause.locator(".evidence")).toBeVisible();

    const all = await rows(page);
    for (const other of blocked) {
      expect(all[other], other).toMatchObject({ blockedBy: check });
      expect(all[other].verdict, other).not.toBe("pass");
    }
    const opened = Object.entries(all).filter(([, it]) => it.blockedBy !== "");
    for (const [other, { blockedBy }] of opened) expect(blockedBy, other).toBe(check);
    for (const it of expected.fails) {
      expect(all[it.check]).toMatchObject({ verdict: "fail", case: it.case });
    }
    for (const it of expected.cannotTell) expect(all[it].verdict, it).toBe("cannot-tell");
  });
}

// As the simulator's own files say that it has to come out.
for (const estate of [
  "healthy-enable",
  "other-tenant",
  "subscription-disabled",
  "provider-not-registered",
  "plan-vm-excluded",
  "vm-not-found",
  "vm-arc",
  "firewall-policy",
  "policy-other-region",
  "port-missing",
  "source-outside",
  "duration-too-long",
  "person-reader",
  "person-security-admin",
  "person-denied",
  "person-eligible",
  "lock-read-only",
  "policy-denied",
]) {
  test(`${estate}: as the simulator expects`, async ({ page, azure }) => {
    const { expect: expected } = await azure.estate(estate);
    await diagnose(page, azure, estate);
    await expect(card(page)).toHaveAttribute("data-root-cause", expected.rootCause);
    await expect(card(page)).toHaveAttribute("data-case", expected.case);
    const all = await rows(page);
    for (const it of expected.fails) {
      expect(all[it.check]).toMatchObject({ verdict: "fail", case: it.case });
    }
    for (const it of expected.cannotTell) expect(all[it].verdict, it).toBe("cannot-tell");
    await expect(page.locator("main")).not.toContainText(/\{\w+\}|undefined|\bchecks\.\w+\.\w/);
  });
}

test("healthy: nothing stands in the way, and all rows are folded", async ({ page, azure }) => {
  await diagnose(page, azure, "healthy");
  await expect(card(page)).toContainText(saying(en, "card.clear.request.headline"));
  await expect(page.locator("[data-check] details[open]")).toHaveCount(0);
  await expect(page.locator("[data-check]:visible")).toHaveCount(0);
  await page.locator("main button[aria-controls]").first().click();
  await expect(row(page, "plan.servers")).toBeVisible();
  await expect(row(page, "plan.servers")).toContainText(say(en, "states.passed"));
});

test("who may access the VM: a line a user or group, a column an action", async ({ page, azure }) => {
  await diagnose(page, azure, "person-no-initiate", { wish: { person: "owner" } });
  await page.getByText(say(en, "page.who_may.title")).click();
  const table = page.getByRole("region", { name: say(en, "components.who_may.label") });
  const owner = table.getByRole("row", { name: saying(en, "components.who_may.you") });
  await expect(owner).toContainText("Owner");
  await expect(owner.locator("[data-grant=yes]")).toHaveCount(5);
  const contributor = table.getByRole("row").filter({ hasText: "Virtual Machine Contributor" });
  await expect(contributor.first().locator("[data-grant]").nth(3)).toHaveAttribute("data-grant", "no");
});

// Somebody mends it in Azure, behind the page's back.
async function turnOn(playwright, token) {
  const azure = await playwright.request.newContext({ ignoreHTTPSErrors: true });
  const path = `/subscriptions/${token.subscription}/providers/Microsoft.Security/pricings/VirtualMachines`;
  const response = await azure.put(`${simulator}${path}?api-version=2024-01-01`, {
    headers: { host: "management.azure.com", authorization: `Bearer ${token.accessToken}` },
    data: { properties: { pricingTier: "Standard", subPlan: "P2" } },
  });
  expect(response.ok(), await response.text()).toBe(true);
  await azure.dispose();
}

test("once it is mended, checking the row again is enough", async ({ page, azure, playwright }) => {
  const token = await diagnose(page, azure, "plan-off", { wish: { person: "owner" } });
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.servers");
  await turnOn(playwright, token);
  const before = (await azure.requests(token)).count;
  const line = row(page, "plan.servers");
  await open(page, "plan.servers");
  await line.getByRole("button", { name: saying(en, "components.row.recheck") }).click();
  await expect(line).toHaveAttribute("data-verdict", "pass");
  await done(page);
  await expect(card(page)).toHaveAttribute("data-root-cause", "");
  // Only what this check looks at was read again, and the row in use stays.
  const again = (await azure.requests(token)).count - before;
  expect(again).toBeGreaterThan(0);
  expect(again).toBeLessThan(6);
  await expect(line).toBeVisible();
});

test("the same VM in another question: the summary leads back to the form", async ({ page, azure }) => {
  const { ask } = await azure.estate("port-missing");
  await page.goto(route(ask));
  await paste(page, (await azure.token("port-missing")).accessToken);
  await done(page);
  await expect(card(page)).toHaveAttribute("data-root-cause", "policy.port");
  await page.getByRole("link", { name: say(en, "page.check.summary.change") }).click();
  await page.getByRole("radio", { name: "3389 (Remote Desktop)" }).check();
  await page.getByRole("button", { name: say(en, "page.target.run"), exact: true }).click();
  await done(page);
  await expect(card(page)).not.toHaveAttribute("data-case", "port_missing");
});

test("directory-other: the tenant that the card names is the one that helps", async ({ page }) => {
  await page.goto("/#/demo/directory-other");
  await done(page);
  await expect(card(page)).toContainText("Fabrikam");
  await card(page).locator('[data-offer="tenant"]').click();
  await page.locator("header").getByRole("combobox").click();
  await page.getByRole("option", { name: /Fabrikam/ }).click();
  await expect(card(page)).toHaveAttribute("data-root-cause", "", { timeout: 60_000 });
  await expect(page.locator("header")).toContainText("Fabrikam");
});

test("directory-other: a token that Azure took is not called expired", async ({ page, azure }) => {
  await diagnose(page, azure, "directory-other");
  await expect(card(page)).toContainText(say(en, "page.again.other_tenant.title"));
  await expect(page.locator("main")).not.toContainText(say(en, "page.again.token.title"));
});
