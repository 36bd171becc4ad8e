// Names as Azure and directories may hand them out: ten thousand characters without a
// place to break, and stacked combining marks. No page becomes wider than its window.
import { diagnose, done, en, expect, machine, paste, say, subscription, test } from "./page.js";

const WIDTHS = [390, 1280];
const LONG = "w".repeat(10_000);
const STACKED = `a${"\u0301\u0323".repeat(2_000)}`;

// What the simulator calls it, and what is added to that on the page's side.
const NAMES = {
  "vm-web-01": LONG,
  "vm-open-01": LONG,
  "nsg-web-01": LONG,
  "nic-web-01": LONG,
  "snet-web": LONG,
  "rg-shop-web": LONG,
  "Contoso Production": STACKED,
  "Fabrikam Nord": STACKED,
  "Certificate renewal": STACKED,
  "AllowHttpsInbound": LONG,
  "DenyManagementPorts": LONG,
  "megan@contoso.com": LONG,
  "alex@contoso.com": LONG,
};

// Between the page and the simulator: every name is longer on the way in, and as it
// was on the way out.
function lengthen(names) {
  const { fetch } = window;
  const all = Object.entries(names);
  const short = (text) =>
    all.reduce((at, [, more]) => at.replaceAll(more, "").replaceAll(encodeURIComponent(more), ""), text);
  const long = (text) => all.reduce((at, [name, more]) => at.replaceAll(name, name + more), text);
  window.fetch = async (input, init) => {
    if (!(input instanceof Request) || !input.url.startsWith("https://management")) return fetch(input, init);
    const { method, headers, signal } = input;
    const body = method === "GET" ? undefined : short(await input.text());
    const answer = await fetch(short(input.url), { method, headers, body, signal, credentials: "omit" });
    const { status } = answer;
    const text = [204, 304].includes(status) ? null : long(await answer.text());
    return new Response(text, { status, headers: answer.headers });
  };
}

test.beforeEach(async ({ page }) => page.addInitScript(lengthen, NAMES));

async function expectFits(page, what) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: `${what} at ${width}` })
      .toBeLessThanOrEqual(width);
  }
}

// Opens all that can be opened, so that every name is drawn.
async function unfold(page) {
  await page.evaluate(() => {
    for (const it of document.querySelectorAll("main details")) it.open = true;
  });
  await expect(page.locator("main")).not.toContainText(say(en, "components.texts.loading"));
}

// The question of an estate with the names as the page sees them.
async function asks(azure, estate, goal) {
  const { ask } = await azure.estate(estate);
  const vm = Object.entries(NAMES).reduce((at, [name, more]) => at.replace(name, name + more), ask.vm);
  return { goal, vm };
}

for (const [estate, goal] of [
  ["request-replaced", "connect"],
  ["subnet-user-deny", "connect"],
  ["healthy", "request"],
  ["not-configured-enable", "enable"],
]) {
  test(`a check: ${estate}, ${goal}`, async ({ page, azure }) => {
    await diagnose(page, azure, estate, { asks: await asks(azure, estate, goal) });
    await expect(page.locator("h1")).toContainText("w".repeat(100));
    await unfold(page);
    await expectFits(page, estate);
    await page.locator("header [popovertarget]").click();
    await expectFits(page, "the menu");
  });
}

test("an act, from its form to its confirmation", async ({ page, azure }) => {
  await diagnose(page, azure, "healthy", { asks: await asks(azure, "healthy", "request") });
  await page.locator("[data-offer=request]").first().click();
  await expect(page.locator("[data-act] [data-review]")).toBeEnabled();
  await expectFits(page, "the form");
  await page.locator("[data-review]").click();
  await expect(page.locator("[data-act] [data-send]")).toBeVisible();
  await expectFits(page, "the confirmation");
});

test("the lists to choose from", async ({ page, azure }) => {
  await page.goto("/#/target");
  await paste(page, (await azure.token("healthy")).accessToken);
  await subscription(page).click();
  await page.getByRole("option", { name: /Contoso Production/ }).click();
  await machine(page).click();
  await expect(page.getByRole("option").first()).toBeVisible();
  await expectFits(page, "the open list");
  await page.getByRole("option").filter({ hasText: "vm-web-01" }).first().click();
  await expectFits(page, "the choice");
});

test("a whole subscription, on every tab", async ({ page, azure }) => {
  await page.goto("/#/subscription/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08");
  await paste(page, (await azure.token("subscription-mixed")).accessToken);
  await done(page);
  const tabs = page.locator("[role=tab]");
  for (let at = 0; at < (await tabs.count()); at += 1) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await tabs.nth(at).click();
    await expectFits(page, await tabs.nth(at).getAttribute("data-tab"));
  }
});

test("what a link names before there is a session, and what is shared after", async ({ page, azure }) => {
  const { ask } = await azure.estate("plan-off");
  const vm = ask.vm.replace("vm-web-01", `vm-web-01${LONG}`);
  await page.goto(`/#/check?vm=${encodeURIComponent(vm)}&tenant=${"t".repeat(3_000)}.example`);
  await expect(page.getByText(LONG.slice(0, 200)).first()).toBeVisible();
  await expectFits(page, "the link");
  await paste(page, (await azure.token("plan-off")).accessToken);
  await done(page);
  await page.locator("[data-share] > summary").click();
  await page.locator("[data-choose] > summary").click();
  await page.locator("[data-detail=names]").check();
  await page.locator("[data-preview] > summary").click();
  await expectFits(page, "the share panel");
  const link = await page.locator("[data-result-link] code").innerText();
  await page.goto(`/${link.slice(link.indexOf("#"))}`);
  await page.reload();
  await expect(page.locator("h1")).toHaveText(say(en, "checks.plan.servers.cases.off.headline"));
  await expectFits(page, "the shared result");
  await page.getByRole("link", { name: say(en, "page.result.compare") }).click();
  await page.getByLabel(say(en, "page.result.open.label"), { exact: true }).fill(link);
  await page.getByRole("button", { name: say(en, "page.result.open.use") }).click();
  await expect(page.locator("[data-compared]").first()).toBeVisible();
  await expectFits(page, "the comparison");
});

test("the pages that need no session, seen by somebody with such names", async ({ page, azure }) => {
  await diagnose(page, azure, "healthy", { asks: await asks(azure, "healthy", "request") });
  for (const [name, shown] of [["trust", "section"], ["gallery", "figure"], ["compare", ".field"], ["ask", ".field"]]) {
    await page.evaluate((it) => { location.hash = `#/${it}?tenant=${"t".repeat(3_000)}.example`; }, name);
    await expect(page.locator("main").locator(shown).first()).toBeVisible();
    await expectFits(page, name);
  }
});

test("an address that leads nowhere, and a parameter that is none", async ({ page }) => {
  await page.goto(`/#/${LONG}`);
  await expect(page.locator("h1")).toHaveText(say(en, "page.not_found.title"));
  await expectFits(page, "not found");
  await page.goto(`/#/check?port=${LONG}&goal=${LONG}`);
  await expect(page.locator(".notice").first()).toBeVisible();
  await expectFits(page, "bad parameters");
  await page.goto("/#/ask");
  await page.getByLabel(say(en, "page.ask.vm")).fill(
    `/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/${LONG}`,
  );
  await expect(page.locator("[data-ask-link]")).toContainText("wwww");
  await expectFits(page, "a link for the user");
});
