// The goal to connect: the root cause through the hooks, the drawn way that has
// to say the same, the rules that decide, and the windows with their clock.
import { card, diagnose, en, expect, ja, route, row, rows, say, saying, test } from "./page.js";

const path = (page) => page.locator("[data-path]");

const hop = (page, kind) => path(page).locator(`[data-hop="${kind}"]`);

// The estate, its root cause, and the hop at which the drawing ends, with what
// it has to name.
const CASES = [
  ["request-none", "request.open", "none", "subnet_group", "JIT denies"],
  ["request-expired", "request.open", "expired", "subnet_group", "JIT denies"],
  ["request-replaced", "request.open", "replaced", "subnet_group", "JIT denies"],
  ["request-other-address", "request.source", "other_address", "subnet_group", "JIT denies"],
  ["rule-missing-in-subnet", "network.rule", "missing_in_one", "subnet_group", "JIT denies"],
  ["rule-address-changed", "network.target", "address_changed", "subnet_group", "Rule:"],
  ["admin-rules-deny", "network.admin_rules", "denied", "admin_rules", "DenyRdpFromInternet"],
  ["subnet-user-deny", "network.subnet", "denied_by", "subnet_group", "DenyManagementPorts"],
  ["nic-impostor-deny", "network.nic", "denied_by", "nic_group", "Block All rdp access to VM"],
  ["no-public-address", "network.address", "no_public_address", "public_address", "None that you can reach"],
  ["reader-ipv6", "network.address", "ipv6_only", "public_address", "None that you can reach"],
  ["vm-stopped", "vm.running", "stopped", "vm", "Not running"],
];

for (const [estate, check, name, ends, names] of CASES) {
  test(`${estate}: ${check}, ${name}; the way ends at ${ends}`, async ({ page, azure }) => {
    await diagnose(page, azure, estate);
    await expect(card(page)).toHaveAttribute("data-root-cause", check);
    await expect(card(page)).toHaveAttribute("data-case", name);

    await expect(path(page)).toHaveAttribute("data-end", "stopped");
    const stops = path(page).getByRole("listitem");
    await expect(stops).toHaveCount(7);
    await expect(hop(page, ends)).toHaveAttribute("data-state", "blocking");
    await expect(hop(page, ends)).toContainText(names);
    // Up to there the packet goes on, and from there on it does not.
    const onward = await stops.evaluateAll((all) =>
      all.map((it) => [it.dataset.hop, it.dataset.onward === "cut"]),
    );
    const at = onward.findIndex(([kind]) => kind === ends);
    for (const [index, [kind, isCut]] of onward.entries()) expect(isCut, kind).toBe(index >= at);
    // The sentence says the same as the drawing.
    const place = say(en, `path.hops.${ends}`);
    await expect(path(page).locator("p").first()).toContainText(place);
    await expect(path(page)).not.toContainText(/[{}]|\bpath\.\w+/);
  });
}

test("window-open: the way is free, and says so", async ({ page, azure }) => {
  await diagnose(page, azure, "window-open");
  await expect(card(page)).toHaveAttribute("data-root-cause", "");
  await expect(path(page)).toHaveAttribute("data-end", "arrives");
  await expect(path(page)).toContainText(saying(en, "path.summary.arrives"));
  const list = path(page).getByRole("list", { name: say(en, "components.path.label") });
  await expect(list.getByRole("listitem")).toHaveText([
    /Your address\s*203\.0\.113\.7\s*You start here/,
    /Azure Firewall\s*Not in the path/,
    /Public IP address.*Lets you through/,
    /Network Manager rules\s*Not in the path/,
    /Subnet NSG.*Lets you through.*JIT allows/,
    /NIC NSG.*Lets you through.*JIT allows/,
    /The VM\s*10\.10\.1\.4:3389\s*Running/,
  ]);
});

test("window-open: the same in Japanese", async ({ page, azure }) => {
  await page.addInitScript(() => localStorage.setItem("jit-doctor.language", "ja"));
  await diagnose(page, azure, "window-open", { words: ja });
  await expect(path(page)).toContainText(saying(ja, "path.summary.arrives"));
});

test("rule-unknown-tag: what is not known is drawn as such, with its reason", async ({ page, azure }) => {
  await diagnose(page, azure, "rule-unknown-tag");
  await expect(path(page)).toHaveAttribute("data-end", "unknown");
  await expect(hop(page, "nic_group")).toHaveAttribute("data-state", "unknown");
  await expect(hop(page, "nic_group")).toHaveAttribute("data-onward", "doubtful");
  await expect(path(page)).toContainText("DenyFromAzure");
  const all = await rows(page);
  expect(all["network.nic"].verdict).toBe("cannot-tell");
});

test("a hop leads to its check", async ({ page, azure }) => {
  await diagnose(page, azure, "subnet-user-deny");
  await hop(page, "subnet_group").getByRole("button").click();
  await expect(row(page, "network.subnet").locator("summary")).toBeFocused();
});

test("the rules stand in their order, the deciding one marked; the filter leaves those", async ({ page, azure }) => {
  await diagnose(page, azure, "nic-impostor-deny");
  await page.locator("[data-rules] > summary").click();
  const group = page.locator('[data-group="nsg-web-01"]');
  const rules = group.locator("[data-rule]");
  await expect(rules.first()).toBeVisible();
  const names = () => rules.evaluateAll((all) => all.map((it) => it.dataset.rule));
  const before = await names();
  expect(before[0]).toBe("Block All rdp access to VM");
  expect(before.at(-1)).toBe("DenyAllInBound");
  await expect(group.locator("[data-decides]")).toHaveCount(1);
  await expect(group.locator("[data-decides]")).toContainText(say(en, "components.rules.decides"));
  await expect(rules.nth(1)).toContainText(say(en, "components.rules.jit_allow"));
  await expect(rules.nth(2)).toContainText(/JIT deny rule|AllowHttps/);

  const filter = page.getByLabel(say(en, "components.rules.filter"));
  await filter.check();
  await expect(rules).toHaveCount(1);
  expect(await names()).toEqual(["Block All rdp access to VM"]);
  await filter.uncheck();
  await expect(rules).toHaveCount(before.length);
});

test("the time that is left ticks, and nothing else of the page changes", async ({ page, azure }) => {
  await diagnose(page, azure, "window-open");
  await page.locator("[data-windows] > summary").click();
  const left = page.getByRole("timer");
  await expect(left).toHaveText(/^(\d+:)?\d{1,2}:\d{2}$/);
  await page.evaluate(() => {
    window.changes = [];
    new MutationObserver((all) => {
      for (const it of all) window.changes.push(it.target.parentElement?.getAttribute("role") ?? it.type);
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  const first = await left.textContent();
  await expect(left).not.toHaveText(first);
  await expect.poll(() => page.evaluate(() => window.changes.length)).toBeGreaterThan(1);
  const changed = await page.evaluate(() => [...new Set(window.changes)]);
  expect(changed).toEqual(["timer"]);
});

test("windows tell who asked, from where, and what became of it", async ({ page, azure }) => {
  await diagnose(page, azure, "request-replaced");
  await page.locator("[data-windows] > summary").click();
  const windows = page.locator("[data-windows] [data-status]");
  // The list is fetched when it is opened.
  await expect(windows.first()).toBeVisible();
  const states = await windows.evaluateAll((all) => all.map((it) => it.dataset.status));
  expect(states).toEqual(["open", "replaced", "expired"]);
  await expect(windows.nth(0)).toContainText("alex@contoso.com");
  await expect(windows.nth(0)).toContainText(say(en, "components.windows.not_yours"));
  await expect(windows.nth(1)).toContainText("megan@contoso.com");
  await expect(windows.nth(1)).toContainText(say(en, "components.windows.yours"));
  await expect(windows.getByRole("timer")).toHaveCount(1);
});

test("without the goal to connect nothing is drawn", async ({ page, azure }) => {
  await diagnose(page, azure, "window-open", { asks: { goal: "enable" } });
  await expect(path(page)).toHaveCount(0);
  await expect(page.locator("[data-rules], [data-windows]")).toHaveCount(0);
  const { ask } = await azure.estate("window-open");
  await page.goto(route({ ...ask, goal: "request" }));
  await expect(page.locator("[data-windows]")).toBeVisible();
  await expect(path(page)).toHaveCount(0);
});
