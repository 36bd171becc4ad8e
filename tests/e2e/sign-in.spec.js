// The ways in and out: Microsoft's own library against the simulated Entra,
// a pasted token, the demo; and from one tenant to another.
import { arm, entra } from "./hosts.js";
import { account, card, done, en, expect, machine, paste, route, say, subscription, test } from "./page.js";

const FABRIKAM = "b7d2a9c4-13e8-4c55-8f0a-6e91c0d4a2f3";

// On the simulated Entra's page: which Azure, and who in it.
async function pick(page, estate, person) {
  await page.waitForURL(`${entra}/**`);
  await page.getByLabel("Estate").selectOption(estate);
  await page.getByRole("button", { name: "Show its people" }).click();
  await page.getByRole("button", { name: person }).click();
}

const microsoft = (page) =>
  page.getByRole("button", { name: "Sign in with Microsoft", exact: true });

async function switchTenant(page, name) {
  await account(page).click();
  await page.getByLabel("Switch to another tenant", { exact: true }).click();
  await page.getByRole("option", { name }).click();
}

async function signOut(page) {
  await account(page).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
}

test("signing in with Microsoft leads back to the check that was asked for", async ({ page, azure }) => {
  const { ask } = await azure.estate("plan-off");
  await page.goto(route(ask));
  await microsoft(page).click();
  await pick(page, "plan-off", "Megan Bowen");
  await done(page);
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.servers");
  await expect(account(page)).toContainText("Contoso");
  await expect(account(page)).toContainText("Megan Bowen");
  const address = new URL(page.url());
  expect(new URLSearchParams(address.hash.split("?")[1]).get("vm")).toBe(ask.vm);
  expect(address.search).toBe("");

  // A reload stays signed in, for this tab only.
  await page.reload();
  await done(page);
  await expect(account(page)).toContainText("Contoso");
  const kept = await page.evaluate(() => Object.values(localStorage).join());
  expect(kept).not.toMatch(/eyJ|secret/);
});

test("a link does not set where one signs in: its tenant is named, and taken only by name", async ({ page, azure }) => {
  const { ask } = await azure.estate("plan-off");
  const named = "attacker.example";
  const asked = [];
  page.on("request", (it) => {
    if (it.url().startsWith(entra)) asked.push(decodeURIComponent(it.url()));
  });
  await page.goto(route({ ...ask, tenant: named }));
  await expect(page.getByText(say(en, "page.from_link.text"))).toBeVisible();
  const warning = say(en, "page.session.microsoft.link_tenant", { tenant: named });
  await expect(page.locator("[data-link-tenant]")).toContainText(warning);
  await expect(page.getByRole("button", { name: `Sign in to ${named}`, exact: true })).toBeEnabled();
  expect(asked).toEqual([]);
  await microsoft(page).click();
  await pick(page, "plan-off", "Megan Bowen");
  await done(page);
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((it) => it.includes(named))).toEqual([]);
});

test("a tenant that the reader takes by its name is where they sign in", async ({ page, azure }) => {
  const { ask } = await azure.estate("plan-off");
  await page.goto(route({ ...ask, tenant: FABRIKAM }));
  const left = page.waitForRequest((it) => it.url().startsWith(`${entra}/${FABRIKAM}/oauth2/v2.0/authorize`));
  await page.getByRole("button", { name: `Sign in to ${FABRIKAM}`, exact: true }).click();
  await left;
});

test("signing out ends the session here and at Microsoft", async ({ page }) => {
  await page.goto("/");
  await microsoft(page).click();
  await pick(page, "healthy", "Megan Bowen");
  await expect(machine(page)).toBeVisible();
  const left = page.waitForRequest(
    (it) => it.url().startsWith(entra) && it.url().includes("/oauth2/v2.0/logout"),
  );
  await signOut(page);
  await left;
  await expect(microsoft(page)).toBeEnabled();
  await expect(account(page)).toHaveCount(0);
  await page.reload();
  await expect(microsoft(page)).toBeEnabled();
  await expect(account(page)).toHaveCount(0);
  const tokens = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  expect(tokens).not.toMatch(/accesstoken|refreshtoken/i);
  // Nobody's token is left to open a check with.
  await page.goto("/#/target");
  await expect(microsoft(page)).toBeEnabled();
});

test("turning back at Microsoft leaves the page as it was", async ({ page, azure }) => {
  const { ask } = await azure.estate("healthy");
  await page.goto(route(ask));
  await microsoft(page).click();
  await page.waitForURL(`${entra}/**`);
  await page.goBack();
  await expect(page.getByText("A check of vm-web-01 is waiting")).toBeVisible();
  await microsoft(page).click();
  await pick(page, "healthy", "Megan Bowen");
  await done(page);
  await expect(card(page)).toHaveAttribute("data-root-cause", "");
});

test("a guest goes over to another tenant and back", async ({ page }) => {
  await page.goto("/");
  await microsoft(page).click();
  await pick(page, "healthy", "Megan Bowen");
  await expect(account(page)).toContainText("Contoso");
  await subscription(page).click();
  await expect(page.getByRole("option", { name: /Contoso Production/ })).toBeVisible();
  await page.keyboard.press("Escape");

  await switchTenant(page, /Fabrikam/);
  await expect(account(page)).toContainText("Fabrikam");
  // Silently: the page was not left, and other subscriptions are listed.
  await subscription(page).click();
  await expect(page.getByRole("option", { name: /Contoso/ })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(account(page)).toContainText("Fabrikam");
  await switchTenant(page, /Contoso/);
  await expect(account(page)).toContainText("Contoso");
});

test("a bare token is taken by Enter, and kept nowhere", async ({ page, azure }) => {
  const { ask } = await azure.estate("not-configured");
  const { accessToken } = await azure.token("not-configured");
  await page.goto(route(ask));
  const field = page.getByLabel("Access token", { exact: true });
  await field.fill(accessToken);
  await field.press("Enter");
  await done(page);
  await expect(card(page)).toHaveAttribute("data-root-cause", "policy.exists");
  const places = await page.evaluate(() =>
    JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, location.href]),
  );
  expect(places).not.toContain(accessToken);
  expect(places).not.toContain(accessToken.split(".")[2]);
  expect(await page.content()).not.toContain(accessToken.split(".")[2]);
});

test("all that the Azure CLI prints is taken by the button", async ({ page, azure }) => {
  const token = await azure.token("healthy");
  await page.goto("/");
  await paste(page, JSON.stringify(token, null, 2));
  await expect(machine(page)).toBeVisible();
  await expect(account(page)).toContainText("Contoso");
  await signOut(page);
  await expect(microsoft(page)).toBeEnabled();
  await expect(account(page)).toHaveCount(0);
});

test("with a pasted token, another tenant wants another token", async ({ page, azure }) => {
  await page.goto("/");
  await paste(page, (await azure.token("healthy")).accessToken);
  await switchTenant(page, /Fabrikam/);
  const notice = page.getByRole("complementary", { name: "Switch to another tenant" });
  await expect(notice).toContainText("Switch to Fabrikam");
  await expect(notice.locator("code")).toHaveText(
    `az account get-access-token --tenant ${FABRIKAM}`,
  );
  const other = await azure.token("healthy", { tenant: FABRIKAM });
  await notice.getByLabel("Access token", { exact: true }).fill(other.accessToken);
  await notice.getByRole("button", { name: "Use this token" }).click();
  await expect(notice).toHaveCount(0);
  await expect(account(page)).toContainText("Fabrikam");
});

test("the demo diagnoses without anybody outside", async ({ page }) => {
  const strangers = [];
  page.on("request", (request) => {
    if ([arm, entra].some((it) => request.url().startsWith(it))) strangers.push(request.url());
  });
  await page.goto("/");
  await page.getByRole("button", { name: "Try the demo", exact: true }).click();
  await page.getByRole("link", { name: "Defender for Servers Plan 1", exact: true }).click();
  await done(page);
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.tier");
  const banner = page.getByRole("complementary", { name: "Demo" });
  await expect(banner).toContainText("This Azure is made up.");
  await expect(account(page)).toContainText("Contoso");
  await switchTenant(page, /Fabrikam/);
  await expect(account(page)).toContainText("Fabrikam");
  await banner.getByRole("button", { name: "Leave the demo" }).click();
  await expect(microsoft(page)).toBeEnabled();
  await expect(banner).toHaveCount(0);
  expect(strangers).toEqual([]);
});

test("the demo and a pasted token come to the same diagnosis", async ({ page, azure }) => {
  const { ask } = await azure.estate("vm-no-nsg");
  await page.goto("/#/demo/vm-no-nsg");
  await done(page);
  const seen = async () => [
    await card(page).innerText(),
    await page.locator("[data-check]").evaluateAll((all) => all.map((it) => ({ ...it.dataset }))),
  ];
  const demo = await seen();
  await page.getByRole("button", { name: "Leave the demo" }).click();
  await page.goto(route(ask));
  await paste(page, (await azure.token("vm-no-nsg")).accessToken);
  await done(page);
  expect(await seen()).toEqual(demo);
});
