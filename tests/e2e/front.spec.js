// The first page: what it says to somebody who has never heard of JIT, to
// somebody whom support has sent a link, and what it keeps for the next time.
import { sites } from "./hosts.js";
import { diagnose, done, en, expect, ja, paste, route, row, say, test } from "./page.js";

const primary = (page) => page.locator("main .button-primary");

for (const [site, first] of [
  ["good", "Sign in with Microsoft"],
  ["missing", "Use this token"],
]) {
  test.describe(`where config.json is ${site}`, () => {
    test.use({
      baseURL: sites[site].url,
      tolerated: site === "missing" ? [/status of 404.*config\.json/] : [],
    });

    test("the first page says what JIT is, shows an answer, and leads with one way that works", async ({ page }) => {
      await page.goto("/");
      await expect(page.locator("main .lead")).toContainText("Just-in-time (JIT) VM access keeps");
      await expect(page.getByRole("img", { name: say(en, "page.session.example.headline") })).toBeVisible();
      await expect(primary(page)).toHaveText(first);
      await expect(primary(page)).toBeEnabled();
      const buttons = page.locator("main .front button");
      await expect(buttons.first()).toHaveText(first);
      const disabled = await buttons.evaluateAll((all) => all.findIndex((it) => it.disabled));
      expect(disabled).toBe(site === "good" ? -1 : (await buttons.count()) - 1);
      // All of it is in sight at once on a desk, and the way in on a phone.
      await page.setViewportSize({ width: 390, height: 844 });
      await expect(primary(page)).toBeInViewport({ ratio: 1 });
    });
  });
}

test("a support link says first who asks for what, and what will happen", async ({ page, azure }) => {
  const { ask } = await azure.estate("plan-off");
  await page.goto(`${route(ask)}&case=SR-7`);
  await expect(page.locator("h1")).toHaveText(say(en, "page.session.waiting.title", { vm: "vm-web-01" }));
  await expect(page.locator("main .lead")).toHaveText(say(en, "page.session.waiting.case", { case: "SR-7" }));
  const order = ["page.session.waiting.happens", "page.session.microsoft.sign_in", "page.from_link.text"];
  const tops = [];
  for (const key of order) {
    tops.push((await page.getByText(say(en, key), { exact: true }).boundingBox()).y);
  }
  expect([...tops].sort((one, other) => one - other)).toEqual(tops);
  await page.goto("about:blank");
  await page.goto("/#/check?goal=request");
  await expect(page.locator("h1")).toHaveText(say(en, "page.session.waiting.title_no_vm"));
});

test.describe("the link for a person", () => {
  const field = (page, key) => page.getByLabel(say(en, `page.ask.${key}`), { exact: true });
  const copy = (page) => page.getByRole("button", { name: say(en, "page.ask.copy") });

  test("is not there while a field is wrong", async ({ page, azure }) => {
    const { ask } = await azure.estate("plan-off");
    await page.goto("/#/ask");
    for (const [key, wrong, right] of [
      ["vm", "/subscriptions/none", ask.vm],
      ["port", "0", "3389"],
      ["case", "a b", "SR-1"],
    ]) {
      await field(page, key).fill(wrong);
      await expect(page.getByText(say(en, "page.ask.no_link"))).toBeVisible();
      await expect(page.locator("[data-ask-link]")).toHaveCount(0);
      await expect(copy(page)).toHaveCount(0);
      await field(page, key).fill(right);
      await expect(copy(page)).toBeVisible();
    }
    await expect(page.getByRole("group", { name: say(en, "page.ask.goal") })).toBeVisible();
  });

  test("is not there before it asks for something", async ({ page }) => {
    await page.goto("/#/ask");
    await expect(page.getByText(say(en, "page.ask.no_link"))).toBeVisible();
    await expect(copy(page)).toHaveCount(0);
    // The language alone asks for nothing.
    await page.getByRole("radio", { name: "日本語" }).check();
    await expect(copy(page)).toHaveCount(0);
    await page.getByRole("radio", { name: say(en, "page.goals.request.label") }).check();
    await expect(page.locator("[data-ask-link] code")).toContainText("goal=request");
    await page.getByRole("radio", { name: say(en, "page.goals.unsure.label") }).check();
    await expect(copy(page)).toHaveCount(0);
    await field(page, "port").fill("22");
    await expect(page.locator("[data-ask-link] code")).toContainText("port=22");
    await expect(copy(page)).toBeVisible();
  });

  test("keeps the tenant of a pasted portal address", async ({ page, azure }) => {
    const { ask } = await azure.estate("plan-off");
    await page.goto("/#/ask");
    await field(page, "vm").fill(`https://portal.azure.com/#@contoso.example/resource${ask.vm}/overview`);
    const link = page.locator("[data-ask-link] code");
    await expect(link).toContainText("tenant=contoso.example");
    await expect(link).toContainText("virtualMachines%2Fvm-web-01");
  });
});

test.describe("the theme", () => {
  test.use({ colorScheme: "light" });

  const ground = (page) =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

  test("is the reader's choice, kept, and there before the program", async ({ page, context }) => {
    await page.goto("/");
    const light = await ground(page);
    await page.getByRole("button", { name: say(en, "components.theme.dark"), exact: true }).click();
    const dark = await ground(page);
    expect(dark).not.toBe(light);

    const other = await context.newPage();
    await other.route("**/assets/*.wasm", () => {});
    await other.goto("/", { waitUntil: "commit" });
    await expect(other.locator("#not-started")).toBeAttached();
    await expect.poll(() => ground(other)).toBe(dark);
    await other.close();

    await page.emulateMedia({ media: "print" });
    const text = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    expect(await text()).not.toBe("dark");
    await page.emulateMedia({ media: "screen" });
    await page.reload();
    const system = page.getByRole("button", { name: say(en, "components.theme.system"), exact: true });
    await expect(system).toHaveAttribute("aria-pressed", "false");
    await system.click();
    expect(await ground(page)).toBe(light);
    expect(await page.evaluate(() => localStorage.getItem("jit-doctor.theme"))).toBeNull();
  });
});

test("in forced colours the chosen tab is seen", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await page.goto("/#/demo/subscription-mixed");
  const grounds = () =>
    page.getByRole("tab").evaluateAll((all) => {
      const ground = (it) => getComputedStyle(it).backgroundColor;
      const of = (chosen) => all.filter((it) => (it.ariaSelected === "true") === chosen).map(ground);
      return { chosen: of(true), others: [...new Set(of(false))] };
    });
  await expect(page.getByRole("tab").first()).toBeVisible();
  const { chosen, others } = await grounds();
  expect(chosen.length).toBe(1);
  expect(others).not.toContain(chosen[0]);
});

test.describe("recently checked VMs", () => {
  const recent = (page) => page.locator("[data-recent]");
  const kept = (page) => page.evaluate(() => localStorage.getItem("jit-doctor.recent"));

  test("are kept only once the reader wants it, and forgotten with one click", async ({ page, azure }) => {
    await diagnose(page, azure, "plan-off");
    expect(await kept(page)).toBeNull();
    await page.goto("about:blank");
    await page.goto("/");
    await recent(page).getByRole("button", { name: say(en, "page.session.recent.keep") }).click();
    await expect(recent(page).getByRole("button", { name: say(en, "page.session.recent.forget") })).toBeFocused();

    await page.goto("about:blank");
    await page.goto("/#/demo/vm-no-nsg");
    await done(page);
    expect(await kept(page)).toBe("");

    await page.goto("about:blank");
    await diagnose(page, azure, "plan-off");
    await page.goto("about:blank");
    await page.goto("/");
    await recent(page).getByRole("link", { name: "vm-web-01" }).click();
    await paste(page, (await azure.token("plan-off")).accessToken);
    await done(page);

    await page.goto("about:blank");
    await page.goto("/");
    await recent(page).getByRole("button", { name: say(en, "page.session.recent.forget") }).click();
    await expect(recent(page).getByRole("link")).toHaveCount(0);
    await expect(recent(page).getByRole("button", { name: say(en, "page.session.recent.keep") })).toBeFocused();
    expect(await kept(page)).toBeNull();
  });
});

test.describe("the address of a row", () => {
  const line = (page, check) => row(page, check).locator("> details > summary");

  test("opens it and has the focus, and is copied from it", async ({ page, azure }) => {
    const { ask } = await azure.estate("plan-off");
    await page.goto(`${route(ask)}&row=subscription.active`);
    await paste(page, (await azure.token("plan-off")).accessToken);
    await done(page);
    await expect(line(page, "subscription.active")).toBeFocused();
    await expect(line(page, "subscription.active")).toBeInViewport();
    await expect(row(page, "subscription.active").locator("> details")).toHaveAttribute("open");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await row(page, "subscription.active").getByRole("button", { name: say(en, "components.row.copy_link") }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(new URL(copied).hash).toBe(new URL(page.url()).hash);
  });

  test("leads from row to row without another run, and tells of one that is not there", async ({ page, azure }) => {
    const otherGoal = "access.configure";
    const token = await diagnose(page, azure, "plan-off");
    const before = (await azure.requests(token)).requests.length;
    const address = page.url();
    await page.goto(`${address}&row=subscription.active`);
    await expect(line(page, "subscription.active")).toBeFocused();
    await page.goto(`${address}&row=no.such_row`);
    await expect(page.getByText(say(en, "page.check.no_row.text", { row: "no.such_row" }))).toBeVisible();
    // Nothing that this goal needs comes by that name.
    await page.goto(`${address}&row=${otherGoal}`);
    await expect(page.getByText(say(en, "page.check.no_row.other_goal", { row: otherGoal }))).toBeVisible();
    expect((await azure.requests(token)).requests.length).toBe(before);
  });
});

test("the first page reads in Japanese", async ({ page }) => {
  await page.goto("/#/?lang=ja");
  await expect(page.locator("h1")).toHaveText(say(ja, "page.session.title"));
  await expect(page.getByRole("img", { name: say(ja, "page.session.example.headline") })).toBeVisible();
});
