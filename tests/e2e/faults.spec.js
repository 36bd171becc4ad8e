// Azure and the network at their worst: every message says what happened, what
// was read stays, and no verdict turns into another one. At worst it becomes
// "cannot tell".
import { card, diagnose, done, en, expect, paste, route, row, rows, say, saying, test } from "./page.js";

// Runs the question of an estate without its faults, then with them; both by row.
async function compare(page, azure, estate, { finish = done } = {}) {
  await diagnose(page, azure, "healthy");
  const without = await rows(page);
  const { ask } = await azure.estate(estate);
  const token = await azure.token(estate);
  await page.getByRole("link", { name: "JIT Doctor" }).click();
  await paste(page, token.accessToken);
  await page.goto(route(ask));
  await finish(page);
  const under = await rows(page);
  expect(Object.keys(under)).toEqual(Object.keys(without));
  for (const [check, { verdict }] of Object.entries(under)) {
    if (verdict !== "cannot-tell") {
      expect(verdict, check).toBe(without[check].verdict);
    }
  }
  return { under, token };
}

// Waits for the end of a run that waits itself: whenever nothing moves any
// more, the page's clock is put forward.
async function hasten(page) {
  await expect(async () => {
    const before = await page.locator("main").innerText();
    await page.waitForTimeout(400);
    if (before === (await page.locator("main").innerText())) await page.clock.fastForward(5_000);
    await done(page, 1);
  }).toPass({ intervals: [1], timeout: 60_000 });
}

test("a token that expires on the way: nothing is lost, and another one goes on", async ({ page, azure }) => {
  const { ask } = await azure.estate("expiring");
  await page.goto(route(ask));
  await paste(page, (await azure.token("expiring")).accessToken);
  await done(page);
  await expect(card(page)).toHaveAttribute("data-root-cause", "session.token");
  await expect(card(page)).toHaveAttribute("data-case", "expired");
  // The card says why, once, and takes the next token.
  await expect(card(page).getByRole("textbox")).toBeVisible();
  await expect(page.getByText(say(en, "page.again.token.title"))).toHaveCount(0);
  const kept = Object.values(await rows(page)).filter((it) => it.verdict === "pass");
  expect(kept.length, "verdicts from before").toBeGreaterThan(0);
  const address = page.url();

  await paste(page, (await azure.token("healthy")).accessToken);
  await expect(card(page)).toHaveAttribute("data-root-cause", "");
  await done(page);
  expect(page.url()).toBe(address);
  await expect(card(page).getByRole("textbox")).toHaveCount(0);
  for (const [check, { verdict }] of Object.entries(await rows(page))) {
    expect(["pass", "not-applicable"], check).toContain(verdict);
  }
});

test("a storm of 429: the run takes longer and loses nothing", async ({ page, azure }) => {
  const { under, token } = await compare(page, azure, "storm", { finish: (it) => done(it, 25_000) });
  const { requests } = await azure.requests(token);
  expect(requests.filter((it) => it.status === 429).length).toBeGreaterThan(3);
  expect(Object.values(under).filter((it) => it.verdict === "cannot-tell")).toEqual([]);
  await expect(card(page)).toHaveAttribute("data-root-cause", "");
});

test("Azure Resource Manager is down", async ({ page, azure }) => {
  await page.clock.install();
  const { under } = await compare(page, azure, "arm-down", { finish: hasten });
  for (const check of ["subscription.visible", "plan.servers", "vm.exists", "access.initiate"]) {
    expect(under[check].verdict, check).toBe("cannot-tell");
  }
  await expect(card(page)).toHaveAttribute("data-root-cause", "");
  await expect(card(page)).toContainText(say(en, "card.unknown.most.no_answer"));
  const reason = saying(en, "reasons.server_error", { status: 503, code: "ServiceUnavailable" });
  // Once, as what it is, with all that waits for it.
  const outage = page.locator("[data-doubt]");
  await expect(outage).toHaveCount(1);
  await expect(outage).toHaveAttribute("data-doubt", "no_answer");
  await outage.locator("> details > summary").click();
  await expect(outage).toContainText(reason);
  await expect(outage.locator("[data-told='subscription.visible']")).toBeVisible();
  await expect(outage.getByRole("button", { name: say(en, "components.card.check_again") })).toBeVisible();
});

for (const [estate, check, reason, told, finish] of [
  ["html", "policy.exists", "html", "no_answer", done],
  ["garbled", "plan.servers", "not_json", "no_answer", done],
  ["huge", "policy.exists", "too_large", "no_answer", done],
  ["endless", "policy.exists", "list_too_long", "mixed", done],
  ["silent", "vm.guard", "timed_out", "no_answer", hasten],
]) {
  test(`${estate}: ${check} cannot be told, and says why`, async ({ page, azure }) => {
    if (finish === hasten) await page.clock.install();
    const { under } = await compare(page, azure, estate, { finish });
    expect(under[check].verdict).toBe("cannot-tell");
    const doubt = page.locator(`[data-doubt=${told}]`).filter({ has: page.locator(`[data-told="${check}"]`) });
    await doubt.locator("> details > summary").click();
    await expect(doubt).toContainText(say(en, `reasons.${reason}`));
    // What Azure support would ask for stands in the check's own row.
    await doubt.locator(`[data-told="${check}"] button`).click();
    const line = row(page, check);
    await expect(line).toBeVisible();
    await expect(line).toContainText(say(en, `reasons.${reason}`));
    await expect(line.getByText(say(en, "components.row.failed_request"))).toBeVisible();
    await expect(card(page)).toHaveAttribute("data-root-cause", "");
    await expect(card(page)).toContainText(saying(en, `card.unknown.some.${told}`));
  });
}

test("lists that cannot be read say why, and the question is kept", async ({ page, azure }) => {
  const { ask } = await azure.estate("token-expired");
  const { accessToken } = await azure.token("token-expired");
  await page.goto("/#/target?port=22&source=198.51.100.4");
  await page.getByLabel(say(en, "page.token.label"), { exact: true }).fill(accessToken);
  await page.getByRole("button", { name: say(en, "page.token.use_anyway") }).click();
  const failure = page.getByRole("alert").filter({
    hasText: say(en, "page.target.subscription.failed"),
  });
  await expect(failure).toContainText(
    saying(en, "reasons.token_rejected", { status: 401, code: "ExpiredAuthenticationToken" }),
  );
  // The VM can still be named, and the sign-in is mended where it failed.
  await page.getByLabel(say(en, "page.target.pasted.label")).fill(ask.vm);
  await page.getByRole("button", { name: say(en, "page.target.run"), exact: true }).click();
  await done(page);
  await expect(card(page)).toHaveAttribute("data-case", "expired");
  // Nor does it take a sign-in at all: both ways without one keep the question.
  for (const [way, place] of [["by-hand", "guide"], ["collect", "collect"]]) {
    await expect(card(page).locator(`[data-${way}-link]`)).toHaveAttribute("href", new RegExp(`^#/${place}\\?vm=.*port=22`));
  }
  await paste(page, (await azure.token("healthy")).accessToken);
  await expect(card(page)).toHaveAttribute("data-root-cause", "request.open");
  const asked = new URLSearchParams(new URL(page.url()).hash.split("?")[1]);
  expect([asked.get("port"), asked.get("source")]).toEqual(["22", "198.51.100.4"]);
});
