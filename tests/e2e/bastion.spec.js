// Azure Bastion as the way in: looked for when the reader wants it, judged from the range of
// the host's subnet, and opened by a request for that range.
import { expectAccessible } from "./axe.js";
import { card, diagnose, done, en, expect, ja, say, saying, test } from "./page.js";

const panel = (page) => page.locator("[data-bastion]");
const host = (page) => panel(page).locator("[data-host]");
const act = (page) => page.locator("[data-act]");
const asksForHosts = (request) => request.url().includes("/bastionHosts") && request.method() === "GET";

const look = (page, words = en) =>
  card(page).getByRole("button", { name: say(words, "components.card.bastion") }).click();

test("a VM without a way in is reached through Bastion, after a request for its range", async ({ page, azure }) => {
  // Azure takes its time to open a window, and is read three times.
  test.slow();
  const asked = [];
  page.on("request", (request) => asksForHosts(request) && asked.push(request.url()));
  const token = await diagnose(page, azure, "bastion");
  await expect(card(page)).toHaveAttribute("data-case", "no_public_address");
  expect(asked, "nobody has asked for a host yet").toEqual([]);

  await look(page);
  await expect(host(page)).toHaveAttribute("data-host", "request");
  await expect(panel(page).locator("> summary")).toBeFocused();
  await expect(host(page)).toContainText("bas-shop");
  await expect(host(page)).toContainText("10.10.250.0/26");
  expect(asked).toHaveLength(1);
  await expectAccessible(page, "a host that needs a window");

  await host(page).locator("[data-offer=request]").click();
  await expect(act(page)).toHaveAttribute("data-step", "form");
  const port = act(page).getByRole("group", { name: "Port 3389" });
  await expect(port.getByLabel(en.acts.request.source, { exact: true })).toHaveValue("10.10.250.0/26");
  await expect(act(page).locator("[data-filled-in]").first()).toContainText("bas-shop");
  await act(page).locator("[data-review]").click();
  await expect(act(page).locator("[data-confirm]")).toContainText(
    say(en, "acts.request.from_bastion", { name: "bas-shop" }),
  );
  await expect(act(page).locator("pre").first()).toContainText('"allowedSourceAddressPrefix": "10.10.250.0/26"');
  for (const consent of await act(page).locator("[data-consent]").all()) await consent.locator("input").check();
  await act(page).locator("[data-send]").click();
  await expect(act(page).locator("[data-outcome]")).toHaveAttribute("data-outcome", "opened", { timeout: 60_000 });

  // Azure was read again, and the host with it.
  await done(page);
  await expect(host(page)).toHaveAttribute("data-host", "open");
  await expect(host(page)).toContainText(
    say(en, "bastion.open", { source: "10.10.250.0/26", port: "3389" }),
  );
  await expect(panel(page).locator(".scene-figure").first()).toBeVisible();
  await expectAccessible(page, "a host that is ready");
  const { requests } = await azure.requests(token);
  expect(requests.filter((it) => /\/initiate\?/i.test(it.path))).toHaveLength(1);

  // The whole way from there is a check of its own.
  await host(page).getByRole("link", { name: saying(en, "bastion.check", { source: "10.10.250.0/26" }) }).click();
  await expect(page).toHaveURL(/source=10\.10\.250\.0%2F26/);
  await done(page);
  await expect(card(page)).toHaveAttribute("data-root-cause", "");
});

for (const [estate, states, text] of [
  ["bastion-peered", ["request"], "10.90.250.0/26"],
  ["bastion-not-connected", ["unusable"], "Disconnected"],
  ["bastion-developer", ["request", "unusable"], "168.63.129.16"],
  ["bastion-source-outside", ["first"], "bas-shop"],
]) {
  test(`${estate}: ${states}`, async ({ page, azure }) => {
    await diagnose(page, azure, estate);
    await look(page);
    await expect(host(page)).toHaveCount(states.length);
    for (const [at, state] of states.entries()) {
      await expect(host(page).nth(at)).toHaveAttribute("data-host", state);
    }
    await expect(panel(page)).toContainText(text);
    await expect(panel(page)).not.toContainText(/[{}]|\bbastion\.\w+/);
  });
}

test("a host that can't be seen isn't said to be missing", async ({ page, azure }) => {
  await diagnose(page, azure, "bastion-refused", { asks: { lang: "ja" }, words: ja });
  await look(page, ja);
  await expect(panel(page).locator("[data-none]")).toHaveText(say(ja, "bastion.unseen"));
  await expect(panel(page).locator("[data-unread]")).toContainText("Microsoft.Network/bastionHosts/read");
  await expectAccessible(page, "a host that can't be seen");
});

test("that there is none is said where all could be read", async ({ page, azure }) => {
  await diagnose(page, azure, "no-public-address");
  await look(page);
  await expect(panel(page).locator("[data-none]")).toHaveText(say(en, "bastion.none"));
});
