// A whole subscription: each VM on its tab, ten thousand of them, what cannot
// be told, and who has access at the moment.
import { readFileSync } from "node:fs";

import { WIDTHS, expectAccessible } from "./axe.js";
import { done, en, expect, ja, paste, say, saying, subscription, test } from "./page.js";

const SUBSCRIPTION = "3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08";
const TABS = ["configured", "not-configured", "unsupported", "cannot-tell", "access"];

async function open(page, azure, estate, { tab, wish, words = en, wait = true } = {}) {
  await page.goto(`/#/subscription/${SUBSCRIPTION}${tab ? `?tab=${tab}` : ""}`);
  const token = await azure.token(estate, wish);
  await paste(page, token.accessToken, words);
  if (wait) await done(page, 60_000);
  return token;
}

const tab = (page, name) => page.locator(`[role=tab][data-tab=${name}]`);
const count = async (page, name) => (await tab(page, name).locator(".tab-count").textContent()).trim();
const frame = (page) => page.locator(".vm-frame");
const vm = (page, name) => page.locator(`[data-vm="${name}"]`);
const drawn = (page) => page.locator(".vm-rows [role=row]");
const search = (page, words = en) => page.getByLabel(say(words, "inventory.table.search"));

test("each VM stands on its tab with its reason", async ({ page, azure }) => {
  await open(page, azure, "subscription-mixed");
  expect(await Promise.all(TABS.map((it) => count(page, it)))).toEqual(["4", "3", "9", "1", "2"]);
  await expect(page.locator("h1")).toHaveText(
    say(en, "inventory.page.title", { name: "Contoso Production" }),
  );
  await expect(vm(page, "vm-app-02").locator(".vm-detail")).toContainText("3389, 5986");
  await expect(vm(page, "vm-app-02")).toContainText(say(en, "inventory.disagrees.unhealthy"));

  await tab(page, "not-configured").click();
  await expect(vm(page, "vm-open-01")).toContainText(say(en, "inventory.disagrees.healthy"));
  await expect(vm(page, "vm-fw-01")).toContainText("japaneast");

  await tab(page, "unsupported").click();
  const reasons = {
    "vm-bare-01": "no_nsg_no_firewall",
    "vm-nonic-01": "no_nic",
    "vm-legacy-01": "classic",
    "srv-branch-01": "arc",
    "vm-off-01": "off_by_policy",
    "vm-exempt-01": "exempt",
  };
  for (const [name, reason] of Object.entries(reasons)) {
    await expect(vm(page, name)).toContainText(say(en, `inventory.obstacles.${reason}`));
  }
  const firewalls = { "vm-fwp-01": "fw-central", "vm-hub-01": "fw-hub", "vm-spoke-01": "fw-classic" };
  for (const [name, firewall] of Object.entries(firewalls)) {
    await expect(vm(page, name)).toContainText(firewall);
  }
  expect(new URL(page.url()).hash).toContain("tab=unsupported");

  await tab(page, "cannot-tell").click();
  await expect(vm(page, "vm-nva-01")).toContainText("10.99.9.9");
  await expect(page.locator("[data-stale]")).toHaveText(say(en, "inventory.stale.one"));
});

test("a VM is diagnosed from its row, and the way back is there", async ({ page, azure }) => {
  await open(page, azure, "subscription-mixed", { tab: "not-configured" });
  await vm(page, "vm-db-01").getByRole("link").click();
  await done(page);
  await expect(page.locator("h1")).toContainText("vm-db-01");
  expect(new URL(page.url()).hash).toContain("goal=enable");
  await page.getByRole("link", { name: say(en, "page.check.summary.all_vms") }).click();
  await done(page);
  expect(await count(page, "configured")).toBe("4");
});

// The lists of all VMs of the subscription that Azure was asked for.
async function listings(azure, token) {
  const { requests } = await azure.requests(token);
  const isList = /^\/subscriptions\/[^/]+\/providers\/microsoft\.compute\/virtualmachines\?/i;
  return requests.filter((it) => it.method === "GET" && isList.test(it.path)).length;
}

const heading = (page, column) =>
  page.getByRole("columnheader", { name: say(en, `inventory.columns.${column}`) });

test("Back brings the same table, and a reload too, without a second reading", async ({ page, azure }) => {
  test.setTimeout(300_000);
  const token = await open(page, azure, "subscription-many", { tab: "not-configured", wait: false });
  await done(page, 60_000);
  const asked = await listings(azure, token);
  expect(asked).toBeGreaterThan(5);
  await search(page).fill("fleet-b");
  await heading(page, "name").getByRole("button").click();
  await vm(page, "vm-b03990").locator("input").check();
  await frame(page).evaluate((it) => it.scrollTo(0, it.scrollHeight / 2));
  const middle = drawn(page).nth(10);
  await expect(middle).toBeVisible();
  await expect.poll(() => page.url()).toMatch(/[?&]top=1\d{3}\b/);
  const [address, name] = [page.url(), await middle.getAttribute("data-vm")];
  const stands = async () => {
    await expect(search(page)).toHaveValue("fleet-b");
    await expect(tab(page, "not-configured")).toHaveAttribute("aria-selected", "true");
    await expect(heading(page, "name")).toHaveAttribute("aria-sort", "descending");
    await expect(page.locator(".vm-chosen")).toHaveAttribute("data-chosen", "1");
    await expect(vm(page, name)).toBeInViewport();
    expect(page.url()).toBe(address);
  };
  await stands();

  await middle.getByRole("link").click();
  await done(page);
  await expect(page.locator("h1")).toContainText(name);
  await page.goBack();
  await done(page);
  await stands();
  expect(await listings(azure, token), "nothing was read twice").toBe(asked);

  await page.reload();
  await paste(page, token.accessToken);
  await done(page, 60_000);
  await stands();
  expect(await listings(azure, token)).toBe(2 * asked);
});

test("a search tells on which tabs it finds something", async ({ page, azure }) => {
  await open(page, azure, "subscription-mixed");
  const counts = () => Promise.all(TABS.map((it) => count(page, it)));
  await search(page).fill("app");
  await expect.poll(counts).toEqual(["2", "1", "4", "0", "2"]);
  await expect(page.locator(".vm-search [role=status]")).toHaveText(
    say(en, "inventory.search.found", { n: "7", total: "17" }),
  );
  await tab(page, "unsupported").click();
  await expect(vm(page, "vm-bare-01")).toBeVisible();
  await expect(search(page)).toHaveValue("app");
  await expect.poll(() => page.url()).toContain("find=app");
  await search(page).fill("");
  await expect.poll(counts).toEqual(["4", "3", "9", "1", "2"]);
});

test("all that match are selected with one click, and no more are turned on than can be looked over", async ({ page, azure }) => {
  test.setTimeout(240_000);
  await open(page, azure, "subscription-many", { tab: "not-configured", wait: false });
  await done(page, 60_000);
  const all = page.locator(".vm-choose-all");
  const chosen = page.locator(".vm-chosen");
  await expect(all).toHaveAccessibleName(say(en, "inventory.chosen.all", { n: "3998" }));
  await all.check();
  await expect(chosen).toHaveAttribute("data-chosen", "3998");
  await page.locator(".vm-choose").nth(1).uncheck();
  await expect(chosen).toHaveAttribute("data-chosen", "3997");
  expect(await all.evaluate((it) => it.indeterminate)).toBe(true);
  expect(page.url().length, "a choice of thousands fits in an address").toBeLessThan(400);

  await search(page).fill("vm-b0001");
  await page.locator("[data-choose-none]").click();
  await all.check();
  await expect(chosen).toHaveAttribute("data-chosen", "10");
  await search(page).fill("");
  await expect(chosen).toHaveAttribute("data-chosen", "10");
  await page.locator("[data-choose-all]").click();
  await expect(chosen).toContainText(say(en, "inventory.chosen.limit", { n: "100" }));
  const turnOn = chosen.locator('[data-offer="turn_on"]');
  await expect(turnOn).toHaveText(say(en, "inventory.chosen.turn_on", { n: "100" }));
  await turnOn.click();
  await expect(page.locator("[data-act] h2")).toContainText("100");
  // Closing the form keeps the selection.
  await page.locator("[data-act]").getByRole("button", { name: say(en, "acts.close") }).first().click();
  await expect(chosen).toHaveAttribute("data-chosen", "3998");
  await expect(turnOn).toBeFocused();
});

test("a guarded port that is open to everybody is told in its row", async ({ page, azure }) => {
  const { ask } = await azure.estate("always-open");
  const [, , id] = ask.vm.split("/");
  await page.goto(`/#/subscription/${id}?sort=exposure`);
  await paste(page, (await azure.token("always-open")).accessToken);
  await done(page);
  const exposed = page.locator('[data-exposure="open"]');
  await expect(exposed.first()).toBeVisible();
  await expect(exposed.first()).toContainText(say(en, "inventory.exposure.open", { ports: "" }).trim());
  // The worst stand first.
  await expect(drawn(page).first().locator("[data-exposure]")).toHaveAttribute("data-exposure", "open");
  await expect(heading(page, "exposure")).toHaveAttribute("aria-sort", "ascending");
});

test("every target is large enough for a thumb", async ({ page, azure }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, azure, "subscription-mixed");
  for (const name of TABS) {
    await tab(page, name).click();
    const small = await page.locator("main").evaluate((main) => {
      const targets = main.querySelectorAll("button, select, summary, [role=tab], label:has(input), input, a");
      const size = (it) => (it.matches("label > input") ? it.parentElement : it).getBoundingClientRect();
      const boxes = [...targets].map((it) => [it, size(it)]).filter(([, { width }]) => width > 0);
      // 44 pixels, or 24 with as much room around (WCAG 2.2, 2.5.8).
      const distance = (one, other) =>
        Math.hypot(one.x + one.width / 2 - other.x - other.width / 2, one.y + one.height / 2 - other.y - other.height / 2);
      const isSmall = ([it, box]) => {
        if (box.height >= 43.5) return false;
        const crowded = boxes.some(([other, near]) => other !== it && !it.contains(other) && !other.contains(it) && distance(box, near) < 24);
        return box.height < 24 || crowded;
      };
      return boxes.filter(isSmall).map(([it, { width, height }]) => `${it.outerHTML.slice(0, 80)} ${width}x${height}`);
    });
    expect(small, name).toEqual([]);
  }
});

test("the page is reached from the choice of a subscription", async ({ page, azure }) => {
  await page.goto("/#/target");
  await paste(page, (await azure.token("subscription-mixed")).accessToken);
  await subscription(page).click();
  await page.getByRole("option", { name: /Contoso Production/ }).click();
  await page.getByRole("link", { name: say(en, "page.target.subscription.all_vms") }).click();
  await done(page);
  await expect(page.locator("h1")).toBeFocused();
  await expect(vm(page, "vm-web-01")).toBeVisible();
});

test("the tabs are moved through with the arrow keys", async ({ page, azure }) => {
  await open(page, azure, "subscription-mixed");
  await tab(page, "configured").focus();
  for (const name of [...TABS.slice(1), "clean-up", "configured"]) {
    await page.keyboard.press("ArrowRight");
    await expect(tab(page, name)).toBeFocused();
    await expect(tab(page, name)).toHaveAttribute("aria-selected", "true");
  }
  await expect(page.locator("[role=tab][tabindex='0']")).toHaveCount(1);
});

test("a table that is left before it was measured is left for good", async ({ page, azure }) => {
  await open(page, azure, "subscription-mixed");
  await page.evaluate(() => {
    window.held = [];
    window.requestAnimationFrame = (work) => window.held.push(work);
  });
  await tab(page, "not-configured").click();
  await expect(vm(page, "vm-fw-01")).toBeVisible();
  await page.evaluate(() => {
    window.left = document.querySelector(".vm-frame");
    location.hash = "#/trust";
  });
  await expect(frame(page)).toHaveCount(0);
  // The frame that it waited for, and a scroll that was under way.
  const works = await page.evaluate(() => {
    window.held.forEach((work) => work(performance.now()));
    window.left.dispatchEvent(new Event("scroll"));
    return window.held.length;
  });
  expect(works).toBeGreaterThan(0);
  await expect(page.locator("[data-crash]")).toHaveCount(0);
});

test("a plan that is off is told once, with what to do", async ({ page, azure }) => {
  await open(page, azure, "plan-off");
  const plan = page.locator("[data-standing=plan]");
  await expect(plan).toHaveAttribute("data-state", "off");
  await plan.getByText(say(en, "inventory.head.what_to_do")).click();
  await expect(plan.locator(".scene, figure").first()).toBeVisible();
});

// That no piece of the work keeps the page for long is told natively, where the
// pieces can be measured against each other (tests/integration/tests/it/inventory.rs).
test("ten thousand VMs come in, and any of them can be found", async ({ page, azure }) => {
  test.setTimeout(240_000);
  const token = await open(page, azure, "subscription-many", { wait: false });
  // They come in while the lists are being read.
  await expect(page.locator("[data-progress]")).toContainText(/[1-9]\d*,\d{3}/, { timeout: 60_000 });
  await done(page, 60_000);
  expect(await Promise.all(TABS.map((it) => count(page, it)))).toEqual([
    "4,005",
    "3,998",
    "2,000",
    "0",
    "3",
  ]);
  const { requests } = await azure.requests(token);
  const reads = requests.filter((it) => it.method !== "OPTIONS");
  console.log(`${reads.length} requests for 10,003 VMs`);
  expect(reads.length).toBeLessThanOrEqual(36);

  expect(await drawn(page).count()).toBeLessThan(100);
  const table = page.locator(".vm-table");
  await expect(table).toHaveAttribute("aria-rowcount", "4006");
  await frame(page).evaluate((it) => it.scrollTo(0, it.scrollHeight));
  await expect(vm(page, "vm-web-02")).toBeVisible();
  await expect(vm(page, "vm-web-02")).toHaveAttribute("aria-rowindex", "4006");
  expect(await drawn(page).count()).toBeLessThan(100);

  await search(page).fill("fleet-a 03777");
  await expect(drawn(page)).toHaveCount(1);
  await expect(vm(page, "vm-a03777")).toBeVisible();
  await search(page).fill("");
  const name = page.getByRole("columnheader", { name: say(en, "inventory.columns.name") });
  await name.getByRole("button").click();
  await expect(name).toHaveAttribute("aria-sort", "descending");
  await expect(page.locator("[aria-rowindex='2']")).toHaveAttribute("data-vm", "vm-web-02");
});

test("the table is saved as it is shown", async ({ page, azure }) => {
  await open(page, azure, "subscription-mixed", { tab: "unsupported" });
  await search(page).fill("tokyo");
  await expect(drawn(page)).toHaveCount(3);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: say(en, "inventory.table.csv") }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("jit-unsupported.csv");
  const lines = readFileSync(await file.path(), "utf8").trim().split("\r\n");
  expect(lines[0]).toContain(say(en, "inventory.columns.group"));
  expect(lines.slice(1).map((it) => it.split(",")[0])).toEqual([
    '"vm-fwp-01"',
    '"vm-hub-01"',
    '"vm-spoke-01"',
  ]);
  expect(lines[1]).toContain('"No network security group, and fw-central uses a firewall policy"');
});

test("a reading that is stopped keeps what it has, and says so", async ({ page, azure }) => {
  await open(page, azure, "subscription-many", { wish: { latency: 700 }, wait: false });
  await expect(page.locator("[data-progress]")).toContainText(/[1-9]\d*,\d{3}/, { timeout: 60_000 });
  await page.getByRole("button", { name: say(en, "inventory.progress.cancel") }).click();
  await done(page);
  await expect(page.locator("[data-list=vms]")).toContainText(say(en, "inventory.incomplete.stopped"));
  expect(await count(page, "configured")).toMatch(/\+$/);
  await expect(drawn(page).first()).toBeVisible();
  await expect(page.getByRole("button", { name: say(en, "inventory.progress.again") })).toBeVisible();
});

test("a role that cannot read the network leaves open what hangs on it", async ({ page, azure }) => {
  await open(page, azure, "subscription-mixed", {
    tab: "cannot-tell",
    wish: { person: "no-network-read" },
  });
  await expect(page.locator("[data-list=nics]")).toContainText("Microsoft.Network/networkInterfaces");
  await expect(vm(page, "vm-bare-01")).toContainText(say(en, "inventory.unread.nics"));
  expect(await count(page, "configured")).toBe("4");
});

test("who has access is told, and what is left of it counts down", async ({ page, azure }) => {
  await open(page, azure, "subscription-mixed", { tab: "access" });
  const live = page.locator("[data-windows] > ol").first().locator("> li");
  await expect(live).toHaveCount(2);
  await expect(vm(page, "vm-app-01").first()).toContainText("alex@contoso.com");
  await expect(live.nth(1)).toHaveAttribute("data-stuck", "true");
  const left = live.first().locator("[data-left]");
  const before = await left.textContent();
  await left.evaluate((it) => (it.dataset.same = "yes"));
  await expect(left).not.toHaveText(before);
  await expect(left).toHaveAttribute("data-same", "yes");
});

test("an address without a subscription's ID says what is wrong with it", async ({ page, azure }) => {
  await page.goto("/#/subscription/contoso?lang=en");
  const args = { name: "subscription", value: "contoso" };
  await expect(page.getByText(saying(en, "page.bad_parameter.title", args))).toBeVisible();
  await paste(page, (await azure.token("healthy")).accessToken);
  await expect(page.getByRole("alert")).toContainText("contoso");
  await page.getByRole("link", { name: say(en, "inventory.page.bad.back") }).click();
  await expect(subscription(page)).toBeVisible();
});

for (const [language, words] of Object.entries({ en, ja })) {
  test(`every tab is for everybody: ${language}`, async ({ page, azure }) => {
    test.setTimeout(300_000);
    await page.goto(`/?lang=${language}#/subscription/${SUBSCRIPTION}?lang=${language}`);
    await paste(page, (await azure.token("subscription-mixed")).accessToken, words);
    await done(page);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      for (const name of TABS) {
        await tab(page, name).click();
        await expect(page.locator("[role=tabpanel] > .quiet").first()).toHaveText(
          say(words, `inventory.about.${name}`),
        );
        await expectAccessible(page, `${name}, ${width} px`);
        const spill = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(spill).toBe(0);
      }
    }
  });
}
