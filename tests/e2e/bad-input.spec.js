// Whatever is typed, pasted, linked or hosted wrongly is answered in plain
// words, and nothing that the reader gave is lost.
import { sites } from "./hosts.js";
import { card, diagnose, done, en, expect, machine, paste, route, row, say, saying, test } from "./page.js";

const field = (page) => page.getByLabel("Access token", { exact: true });

const CLIENT = "6b1f8a52-0c3d-4e9b-9d27-5a1e7c40f8b3";

const unsigned = (claims) =>
  ["eyJhbGciOiJub25lIn0", Buffer.from(JSON.stringify(claims)).toString("base64url"), "x"].join(".");

test.describe("a pasted text", () => {
  test("that is no token is refused, and stays to be corrected", async ({ page }) => {
    await page.goto("/");
    for (const [text, error] of [
      ["   ", "empty"],
      ["I have no token", "not_token"],
      ["eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRw", "not_token"],
      ['{"error": "Please run az login"}', "json_without_token"],
      ['{"accessToken": "eyJ', "not_token"],
      ["0.AXoAabc.AgABAAEAAAD", "refresh_token"],
    ]) {
      await paste(page, text);
      await expect(field(page)).toHaveAccessibleDescription(
        saying(en, `page.token.errors.${error}`),
      );
      await expect(field(page)).toHaveAttribute("aria-invalid", "true");
      await expect(field(page)).toHaveValue(text);
      // The objection goes with the text that it was about.
      await field(page).press("End");
      await page.keyboard.type("x");
      await expect(field(page)).not.toHaveAttribute("aria-invalid");
    }
  });

  test("a token that proves who one is, and opens nothing", async ({ page, azure }) => {
    const { accessToken } = await azure.token("healthy");
    const [, body] = accessToken.split(".");
    const { oid, tid, exp, name } = JSON.parse(Buffer.from(body, "base64url"));
    await page.goto("/");
    await paste(page, unsigned({ oid, tid, exp, name, nonce: "n", aud: CLIENT }));
    await expect(field(page)).toHaveAccessibleDescription(saying(en, "page.token.errors.id_token"));
  });

  for (const [what, wish, warning, name] of [
    ["expired", { ttl: -600 }, "expired", "expired"],
    ["for another service", { aud: "https://graph.microsoft.com" }, "other_audience", "wrong_audience"],
  ]) {
    test(`a token that is ${what} is doubted at once; Azure has the last word`, async ({ page, azure }) => {
      const { ask } = await azure.estate("healthy");
      const { accessToken } = await azure.token("healthy", wish);
      await page.goto(route(ask));
      await field(page).fill(accessToken);
      const warned = saying(en, `page.token.warnings.${warning}`);
      await expect(field(page)).toHaveAccessibleDescription(warned);
      // Enter does not send it by accident.
      await field(page).press("Enter");
      await expect(field(page)).toHaveValue(accessToken);
      await page.getByRole("button", { name: say(en, "page.token.use_anyway") }).click();
      await done(page);
      await expect(card(page)).toHaveAttribute("data-root-cause", "session.token");
      await expect(card(page)).toHaveAttribute("data-case", name);
    });
  }

  test("a token of another tenant than the link asks for", async ({ page, azure }) => {
    const { ask } = await azure.estate("token-wrong-tenant");
    const { accessToken } = await azure.token("token-wrong-tenant");
    await page.goto(route(ask));
    await field(page).fill(accessToken);
    const warned = saying(en, "page.token.warnings.other_tenant", { asked: ask.tenant });
    await expect(field(page)).toHaveAccessibleDescription(warned);
    await paste(page, accessToken);
    await done(page);
    await expect(card(page)).toHaveAttribute("data-root-cause", "session.token");
    await expect(card(page)).toHaveAttribute("data-case", "wrong_tenant");
    await expect(page.getByText(say(en, "page.check.other_tenant.title"))).toBeVisible();
  });
});

test.describe("what is typed about the VM", () => {
  test.beforeEach(async ({ page, azure }) => {
    await page.goto("/#/target");
    await paste(page, (await azure.token("healthy")).accessToken);
  });

  const pasted = (page) => page.getByLabel(say(en, "page.target.pasted.label"), { exact: true });

  test("an id that is no VM's is refused, and stays to be corrected", async ({ page }) => {
    const [here, there] = ["/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08", "/subscriptions/12"];
    for (const [text, error] of [
      ["vm-web-01", "no_subscription"],
      [`${there}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v`, "subscription_not_guid"],
      [`${here}/resourceGroups//providers`, "malformed"],
      [`${here}/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v`, "not_vm"],
    ]) {
      await pasted(page).fill(text);
      await expect(pasted(page)).toHaveAccessibleDescription(
        saying(en, `page.resource_id.${error}`),
      );
      await page.getByRole("button", { name: say(en, "page.target.run"), exact: true }).click();
      await expect(pasted(page)).toBeFocused();
      await expect(pasted(page)).toHaveValue(text);
      await expect(page.locator("main")).toHaveAttribute("data-run", "idle");
    }
  });

  test("every wrong field says so, and keeps what was typed", async ({ page }) => {
    const source = page.getByLabel(say(en, "page.target.source.label"), { exact: true });
    const hours = page.getByLabel(say(en, "page.target.hours.label"), { exact: true });
    const port = page.getByLabel(say(en, "page.target.port.number"), { exact: true });
    await page.getByRole("radio", { name: say(en, "page.target.port.other"), exact: true }).check();
    await port.fill("70000");
    await source.fill("my office");
    await hours.fill("a while");
    await page.getByRole("button", { name: say(en, "page.target.run"), exact: true }).click();
    await expect(page.getByText(say(en, "page.target.vm.missing"))).toBeVisible();
    for (const [input, typed, error] of [
      [port, "70000", "page.bad_parameter.port"],
      [source, "my office", "page.bad_parameter.source"],
      [hours, "a while", "page.target.hours.wrong"],
    ]) {
      await expect(input).toHaveValue(typed);
      await expect(input).toHaveAccessibleDescription(saying(en, error));
    }
    // Another language words everything anew, and takes nothing away.
    await page.getByRole("button", { name: "日本語" }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", "ja");
    await page.getByRole("button", { name: "English" }).click();
    for (const [input, typed] of [[port, "70000"], [source, "my office"], [hours, "a while"]]) {
      await expect(input).toHaveValue(typed);
    }
  });

  test("what is typed rightly is in the address, and comes back with it", async ({ page, azure }) => {
    const { ask } = await azure.estate("healthy");
    await pasted(page).fill(ask.vm);
    await page.getByLabel(say(en, "page.target.source.label"), { exact: true }).fill("198.51.100.4");
    await page.getByRole("radio", { name: "22 (SSH)", exact: true }).check();
    await page.getByRole("radio", { name: /^Connect/ }).check();
    await page.getByRole("button", { name: say(en, "page.target.run"), exact: true }).click();
    await done(page);
    await page.goBack();
    await expect(page.getByLabel(say(en, "page.target.source.label"))).toHaveValue("198.51.100.4");
    await expect(page.getByRole("radio", { name: "22 (SSH)", exact: true })).toBeChecked();
    await expect(page.getByRole("radio", { name: /^Connect/ })).toBeChecked();
    await expect(machine(page)).toHaveValue("vm-web-01");
  });
});

test("a subscription that is not visible", async ({ page, azure }) => {
  await diagnose(page, azure, "subscription-unknown");
  await expect(card(page)).toHaveAttribute("data-root-cause", "subscription.visible");
  await expect(card(page)).toHaveAttribute("data-case", "not_visible");
  await expect(card(page)).toContainText("00b4c7d1-58e2-4f96-a3d0-7c1e9b2f6a85");
});

test("a link with mistakes: each is told, the rest is kept", async ({ page, azure }) => {
  const { ask } = await azure.estate("plan-off");
  const wrong = { port: "99999", source: "here", goal: "win", tenant: "a b", duration: "long" };
  await page.goto(route({ ...wrong, vm: ask.vm }));
  for (const [name, value] of Object.entries(wrong)) {
    const notice = page.locator(".notice", {
      hasText: say(en, "page.bad_parameter.title", { name, value }),
    });
    await expect(notice).toContainText(say(en, `page.bad_parameter.${name}`));
  }
  await paste(page, (await azure.token("plan-off")).accessToken);
  await done(page);
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.servers");

  await page.goto(route({ vm: "/subscriptions/none", port: 22 }));
  await expect(page.getByText(say(en, "page.resource_id.subscription_not_guid"))).toBeVisible();
  await expect(page.getByRole("radio", { name: "22 (SSH)", exact: true })).toBeChecked();
});

test("an address that leads nowhere, and a scenario that is not there", async ({ page }) => {
  await page.goto("/#/nowhere/at/all");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say(en, "page.not_found.title"));
  await page.getByRole("link", { name: say(en, "page.not_found.back") }).click();
  await expect(field(page)).toBeVisible();
  await page.goto("/#/demo/no-such-thing");
  const text = say(en, "page.demo.errors.no_such_scenario", { name: "no-such-thing" });
  await expect(page.getByText(text)).toBeVisible();
});

for (const [site, error, value] of [
  ["missing", "status", "404"],
  ["not-json", "not_object"],
  ["unknown-cloud", "unknown_cloud", "mars"],
  ["unknown-cloud", "client_id_not_guid", "not-an-id"],
]) {
  test.describe(`a config.json that is wrong: ${error}`, () => {
    test.use({
      baseURL: sites[site].url,
      tolerated: site === "missing" ? [/status of 404.*config\.json/] : [],
    });

    test("is told, and the rest of the page works", async ({ page, azure }) => {
      await page.goto("/");
      const notices = page.getByRole("complementary", { name: say(en, "page.config.label") });
      await expect(notices).toContainText(say(en, "page.config.title"));
      await expect(notices).toContainText(say(en, `page.config.errors.${error}`, { value }));
      const microsoft = page.getByRole("button", { name: "Sign in with Microsoft", exact: true });
      await expect(microsoft).toBeDisabled();
      await expect(microsoft).toHaveAccessibleDescription(
        saying(en, "page.session.microsoft.not_set_up"),
      );
      await diagnose(page, azure, "plan-off");
      await expect(row(page, "plan.servers")).toHaveAttribute("data-verdict", "fail");
    });
  });
}

for (const word of ["constructor", "__proto__", "toString", "valueOf", "%"]) {
  test(`the address #/${word} is none, and says so`, async ({ page }) => {
    await page.goto(`/#/${word}`);
    await expect(page.locator("h1")).toHaveText(say(en, "page.not_found.title"));
  });
}
