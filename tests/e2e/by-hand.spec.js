// A check by hand: somebody without a session says what the portal shows, and gets the
// answer that a check by Azure would have given.
import { WIDTHS, expectAccessible } from "./axe.js";
import { arm, entra } from "./hosts.js";
import { account, card, diagnose, done, en, expect, ja, open, paste, row, say, test } from "./page.js";

const LANGUAGES = { en, ja };

const asked = (page) => page.locator("section.by-hand[data-question]");

const question = (page) => asked(page).getAttribute("data-question");

const choice = (page, answer) => asked(page).locator(`[data-answer="${answer}"] input`);

const next = (page, words = en) =>
  asked(page).getByRole("button", { name: say(words, "by_hand.next"), exact: true });

async function start(page, goal, words = en) {
  await page.goto(`/#/guide?goal=${goal}&port=3389&lang=${words === ja ? "ja" : "en"}`);
  await expect(asked(page)).toBeVisible();
}

async function answer(page, name, words = en) {
  const before = await question(page);
  await choice(page, name).check();
  await next(page, words).click();
  await expect(asked(page)).not.toHaveAttribute("data-question", before);
}

// Answers as told, and else that all is as it should be; gives the questions.
async function walk(page, seen, words = en) {
  const all = [];
  for (let now = await question(page); now; now = await question(page)) {
    all.push(now);
    const first = asked(page).locator("[data-answer]").first();
    await answer(page, seen[now] ?? (await first.getAttribute("data-answer")), words);
  }
  return all;
}

const WAYS = [
  ["enable", { jit_page: "enable_offered" }, "plan.servers", "off"],
  ["enable", { jit_page: "nowhere", plan: "plan1" }, "plan.tier", "plan1"],
  ["request", { jit_page: "not_configured" }, "policy.exists", "not_configured"],
  ["enable", { jit_page: "unsupported_group" }, "vm.guard", "no_nsg_no_firewall"],
  ["request", { role: "reader" }, "access.initiate", "missing_action"],
  ["connect", { window: "expired" }, "request.open", "expired"],
  ["connect", { window_source: "other" }, "request.source", "other_address"],
  ["connect", { power: "deallocated" }, "vm.running", "deallocated"],
  ["connect", { rules: "nic_denies" }, "network.nic", "denied_by"],
];

for (const [language, words] of Object.entries(LANGUAGES)) {
  test(`the nine common ways end at their cause, signed out, in ${language}`, async ({ page }) => {
    test.setTimeout(240_000);
    const requests = [];
    page.on("request", (it) => requests.push(it.url()));
    // Each way begins with nothing.
    await page.addInitScript(() => {
      if (location.protocol === "http:") sessionStorage.clear();
    });
    for (const [goal, seen, check, name] of WAYS) {
      await page.goto("about:blank");
      await start(page, goal, words);
      const questions = await walk(page, seen, words);
      expect(questions.length, `${check}: ${questions}`).toBeLessThanOrEqual(9);
      await expect(card(page)).toHaveAttribute("data-root-cause", check);
      await expect(card(page)).toHaveAttribute("data-case", name);
      await expect(card(page)).toContainText(say(words, "card.by_hand.all"));
      // The cause in words, with no gap where nobody knows a name.
      const said = await card(page).innerText();
      expect(said).not.toMatch(/[{}]|neutral\.|by_hand\./);
    }
    expect(requests.filter((it) => it.startsWith(arm) || it.startsWith(entra))).toEqual([]);
  });
}

test("a changed answer keeps the rest, and a reload keeps them all", async ({ page }) => {
  await start(page, "request");
  await answer(page, "opens");
  await answer(page, "nowhere");
  await answer(page, "active");
  await answer(page, "plan1");
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.tier");
  await page.reload();
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.tier");
  await page.locator("[data-so-far] > summary").click();
  await page.locator("[data-said=jit_page] button").click();
  await expect(asked(page)).toHaveAttribute("data-question", "jit_page");
  await expect(choice(page, "nowhere")).toBeChecked();
  await answer(page, "configured");
  // What was answered behind it still counts, as far as it is asked.
  await expect(page.locator("[data-said=subscription_state]")).toBeVisible();
  await expect(page.locator("[data-said=plan]")).toHaveCount(0);
  await asked(page).getByRole("button", { name: say(en, "by_hand.back"), exact: true }).click();
  await expect(asked(page)).toHaveAttribute("data-question", "subscription_state");
});

test("a question shows where to look and how, and nobody has to answer it", async ({ page }) => {
  await start(page, "enable");
  await next(page).click();
  await expect(asked(page).getByRole("alert")).toHaveText(say(en, "by_hand.choose_one"));
  await answer(page, "opens");
  await expect(asked(page).locator(".walk")).toContainText("Just-in-time VM access");
  await asked(page).locator("[data-by-command] > summary").click();
  await asked(page).getByText("Azure CLI").click();
  await expect(asked(page).locator(".code-block").first()).toContainText("az security jit-policy list");
  await expect(asked(page).locator("[data-kind=changes]")).toHaveCount(0);
  await asked(page).getByRole("button", { name: say(en, "by_hand.skipped"), exact: true }).click();
  await answer(page, "not-seen");
  await expect(asked(page)).not.toHaveAttribute("data-question", "subscription_state");
});

test.describe("offline", () => {
  test.use({ tolerated: [/net::ERR_INTERNET_DISCONNECTED|Failed to fetch/] });

  test("once it is there, it goes on to the cause, its steps and its link", async ({ page, context }) => {
    let last = Date.now();
    page.on("request", () => { last = Date.now(); });
    await start(page, "connect");
    // What comes after the first question is fetched a moment later, in several steps.
    await expect.poll(() => Date.now() - last, { timeout: 60_000 }).toBeGreaterThan(2_000);
    await context.setOffline(true);
    await walk(page, { rules: "nic_denies" });
    await expect(card(page)).toHaveAttribute("data-root-cause", "network.nic");
    await card(page).getByRole("button").first().click();
    await expect(row(page, "network.nic").locator(".walk").first()).toBeVisible();
    await expect(row(page, "network.nic").locator("figure").first()).toBeVisible();
    await page.locator("[data-share] > summary").click();
    await expect(page.locator("[data-result-link]")).toBeVisible();
  });
});

test("a result by hand says so to whom it is sent", async ({ page }) => {
  await start(page, "connect");
  await walk(page, { power: "deallocated" });
  await page.locator("[data-share] > summary").click();
  const address = await page.locator("[data-result-link] code").innerText();
  await page.goto("about:blank");
  await page.goto(`/${address.slice(address.indexOf("#"))}`);
  await expect(card(page)).toHaveAttribute("data-root-cause", "vm.running");
  await expect(card(page)).toContainText("the user's answers");
  await expect(card(page).locator("h2")).toBeVisible();
  await open(page, "vm.running");
  await expect(row(page, "vm.running").locator("[data-by-hand]")).toContainText("the user");
  expect(await card(page).innerText()).not.toMatch(/[{}–]|neutral\./);
});

test("what Azure left open can be answered, and what it said cannot", async ({ page, azure }) => {
  await diagnose(page, azure, "person-requester");
  const open_rows = page.locator('[data-state="could_not_check"][data-check]');
  await expect(open_rows.first()).toBeAttached();
  const plan = row(page, "plan.servers");
  await expect(plan).toHaveAttribute("data-verdict", "cannot-tell");
  const judged = await page
    .locator('[data-check]:not([data-verdict="cannot-tell"])')
    .evaluateAll((all) => all.map((it) => [it.dataset.check, it.dataset.verdict, it.dataset.case]));
  await page.getByRole("searchbox").fill("plan.servers");
  await open(page, "plan.servers");
  await plan.locator("[data-answer-by-hand] > summary").click();
  await plan.locator('[data-answer="off"] input').check();
  await plan.getByRole("button", { name: say(en, "by_hand.use") }).click();
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.servers");
  await expect(card(page)).toContainText(say(en, "card.by_hand.lead"));
  await expect(plan.locator("[data-by-hand]")).toBeVisible();
  // Whatever else changed, nothing that Azure said did.
  for (const [check, verdict, name] of judged) {
    await expect(row(page, check)).toHaveAttribute("data-verdict", verdict);
    await expect(row(page, check)).toHaveAttribute("data-case", name);
    await expect(row(page, check).locator("[data-answer-by-hand]")).toHaveCount(0);
  }
  await plan.locator("[data-answer-by-hand]").getByRole("button", { name: say(en, "by_hand.take_back") }).click();
  await expect(plan).toHaveAttribute("data-verdict", "cannot-tell");
});

// Answers for a check that Azure left open, in its row.
async function answerRow(page, check, name, words = en) {
  await page.getByRole("searchbox").fill(check);
  const it = row(page, check);
  await open(page, check);
  await it.locator("[data-answer-by-hand] > summary").click();
  await it.locator(`[data-answer="${name}"] input`).check();
  await it.getByRole("button", { name: say(words, "by_hand.use") }).click();
}

test("answers in rows outlive a reload, for the same question only, and are forgotten on demand", async ({ page, azure }) => {
  test.setTimeout(180_000);
  const { ask } = await azure.estate("person-requester");
  const { accessToken } = await diagnose(page, azure, "person-requester");
  await answerRow(page, "plan.servers", "off");
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.servers");
  const kept = page.locator("[data-kept-answers]");
  await expect(kept).toContainText("1 question");
  await page.reload();
  await paste(page, accessToken);
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.servers");
  await expect(kept).toContainText("1 question");
  // Another port is another question.
  const place = new URL(page.url());
  await page.goto("about:blank");
  await page.goto(`/#/check?vm=${encodeURIComponent(ask.vm)}&port=22&goal=${ask.goal}`);
  await paste(page, accessToken);
  await done(page);
  await expect(kept).toHaveCount(0);
  await page.goto("about:blank");
  await page.goto(place.href);
  await paste(page, accessToken);
  await expect(kept).toBeVisible();
  await kept.getByRole("button", { name: say(en, "by_hand.forget") }).click();
  await expect(kept).toHaveCount(0);
  await expect(row(page, "plan.servers")).toHaveAttribute("data-verdict", "cannot-tell");
  const stored = () => page.evaluate(() => sessionStorage.getItem("jit-doctor.completed"));
  expect(await stored()).toBeNull();
  // Who signs out leaves none behind.
  await page.reload();
  await paste(page, accessToken);
  await done(page);
  await answerRow(page, "plan.servers", "off");
  await expect.poll(stored).not.toBeNull();
  await account(page).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByLabel("Access token", { exact: true })).toBeVisible();
  expect(await stored()).toBeNull();
});

for (const [language, words] of Object.entries(LANGUAGES)) {
  test(`a comparison marks what was answered by hand, in ${language}`, async ({ page, azure }) => {
    const shared = async () => {
      await page.locator("[data-share] > summary").click();
      const address = await page.locator("[data-result-link] code").innerText();
      return address.slice(address.indexOf("#/result/") + "#/result/".length);
    };
    // A blank page has no storage.
    await page.goto("/");
    await page.evaluate((it) => localStorage.setItem("jit-doctor.language", it), language);
    await page.goto("about:blank");
    await diagnose(page, azure, "person-requester", { words });
    await answerRow(page, "plan.servers", "off", words);
    await expect(card(page)).toHaveAttribute("data-root-cause", "plan.servers");
    const after = await shared();
    await page.goto("about:blank");
    await diagnose(page, azure, "healthy", { words });
    const before = await shared();
    await page.goto("about:blank");
    await page.goto(`/#/compare/${before}/${after}`);
    const said = page.locator("[data-by-hand]");
    await expect(said).toHaveText([say(words, "page.compare.by_hand")]);
    await expect(page.locator("[data-compared]").filter({ has: said })).toHaveAttribute("data-compared", "plan.servers");
  });
}

for (const [language, words] of Object.entries(LANGUAGES)) {
  test(`the question and its answer are accessible in ${language}`, async ({ page }) => {
    test.setTimeout(240_000);
    const atEachWidth = async (what) => {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await expectAccessible(page, `${what}, ${width} px`);
      }
    };
    await start(page, "connect", words);
    await answer(page, "opens", words);
    await expect(asked(page).locator("figure").first()).toBeVisible();
    await page.locator("[data-so-far] > summary").click();
    await atEachWidth("a question");
    // The narrow page is the one on which something could be out of reach.
    await page.setViewportSize({ width: WIDTHS[0], height: 900 });
    await walk(page, { window: "expired" }, words);
    await expect(card(page)).toBeVisible();
    await atEachWidth("the answer");
  });
}

test("the way to it stands where signing in is no way", async ({ page }) => {
  await page.goto("/#/check?goal=connect&port=22");
  const link = page.locator("[data-by-hand-link]").first();
  await expect(link).toBeVisible();
  await link.click();
  await expect(asked(page)).toBeVisible();
  expect(page.url()).toContain("#/guide?port=22&goal=connect");
});
