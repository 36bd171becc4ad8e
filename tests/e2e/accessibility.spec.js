// Every screen under axe, in each language, theme and width.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { COLOURS, WIDTHS, expectAccessible, expectNoObjection } from "./axe.js";
import { choose, collected, showScript, written } from "./collected.js";
import {
  card,
  diagnose,
  done,
  en,
  expect,
  hasten,
  ja,
  machine,
  paste,
  route,
  row,
  say,
  subscription,
  test,
  vms,
} from "./page.js";
import { allInJapanese } from "./in-japanese.js";
import { READER, compareWithOwner } from "./people.js";
import { SCREENS as DRAWN } from "./screens.js";

const heading = (page, text) => expect(page.locator("h1")).toHaveText(text);

// Keeps the page from waiting for longer than a moment: what is under way stays
// so for as long as it is looked at.
const endless = (page) =>
  page.addInitScript(() => {
    const { setTimeout } = window;
    window.setTimeout = (act, wait, ...args) => (wait < 1_000 ? setTimeout(act, wait, ...args) : 0);
  });

// Where the run and the act on the screen stand, what is unfolded, and what is invalid.
const steps = (page) =>
  page
    // Whether the card has more to say depends on the words.
    .locator("main, main details:not(.verdict-more), main [aria-expanded], main [aria-invalid=true], [data-act], [data-act] [data-outcome], [data-act] [data-state]")
    .evaluateAll((all) =>
      all.map((it) => {
        const { outcome, state, step, run } = it.dataset;
        return outcome ?? state ?? step ?? run ?? it.getAttribute("aria-expanded") ?? it.getAttribute("aria-invalid") ?? it.open;
      }),
    );

// Opens what an estate offers to do, and confirms it.
async function send(page, azure, words, estate, offer, asks) {
  await diagnose(page, azure, estate, { words, asks });
  await page.locator(`[data-offer=${offer}]`).first().click();
  const act = page.locator("[data-act]");
  if (offer !== "plan") await act.locator("[data-review]").click();
  await act.locator("[data-send]").click();
}

// An estate whose card is of a kind.
const led = (estate, kind) => ({
  open: (page, azure, words) => diagnose(page, azure, estate, { words }),
  holds: (page) => expect(card(page)).toHaveAttribute("data-kind", kind),
});

// A page at an address that needs nobody's session.
const at = (address, holds) => ({ open: (page) => page.goto(`/#/${address}`), holds });

const act = (page) => page.locator("[data-act]");

// A link that was sent before; what it says is in the tests of `share`.
const RESULT = "jd1.78.fRWjnw.AKDAldgGAAEAAAIAAAEGAQEOAQEKAQH0aQFiASMREREREREhEBEQESERMQAREgIuAAIFAYUDBgEKAQ";

// The form of a role that can be activated.
async function activate(page, azure, words) {
  await diagnose(page, azure, "person-eligible", { words });
  await page.locator("[data-offer=activate]").click();
}

// Sends off a form without a port, and then one with a bad address.
async function fillBadly(page, words) {
  const source = act(page).getByLabel(say(words, "acts.request.source")).first();
  await act(page).getByRole("checkbox", { checked: true }).uncheck();
  await act(page).locator("[data-review]").click();
  await expect(act(page).getByText(say(words, "acts.fields.no_port"))).toBeVisible();
  await act(page).getByRole("checkbox").first().check();
  await source.fill("?");
  await act(page).locator("[data-review]").click();
}

// A screen of the list that the pictures are of, where nothing is to be added.
const drawn = (name, hook) => ({
  open: DRAWN[name],
  holds: (page) => expect(page.locator(hook).first()).toBeVisible(),
});

// How a screen is opened, in English; what has to be done again in another language, if
// anything; and what the screen has to show in either.
const SCREENS = {
  session: {
    open: async (page, azure, words) => {
      const { ask } = await azure.estate("healthy");
      await page.goto(`/#/check?vm=${encodeURIComponent(ask.vm)}&port=x`);
      await page.getByText(say(words, "page.token.help.title")).click();
      await paste(page, "no token", words);
    },
    holds: async (page, words) => {
      await expect(page.getByText(say(words, "page.token.help.title"))).toBeVisible();
      await expect(page.getByLabel(say(words, "page.token.label"), { exact: true })).toHaveValue("no token");
      await expect(page.getByRole("button", { name: say(words, "page.token.use"), exact: true })).toBeVisible();
      await expect(page.getByText(say(words, "page.token.errors.not_token"))).toBeVisible();
    },
  },
  "demo list": at("demo", async (page, words) => {
    await expect(page.locator("main li a").first()).toBeVisible();
    await heading(page, say(words, "page.demo.title"));
  }),
  offline: at("offline", async (page, words) => {
    await heading(page, say(words, "site.offline.title"));
    await expect(page.locator("[data-copy] [role=status]")).not.toBeEmpty();
  }),
  "the host": {
    open: async (page) => {
      await page.route(/\?check/, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, headers: { "content-type": "text/plain" } });
      });
      await page.goto("/#/host");
    },
    holds: async (page, words) => {
      await heading(page, say(words, "site.host.title"));
      await expect(page.locator("[data-fault]").first()).toBeVisible();
    },
  },
  target: {
    open: async (page, azure, words) => {
      await page.goto("/#/target");
      await paste(page, (await azure.token("healthy")).accessToken, words);
      await subscription(page, words).click();
      await page.getByRole("option", { name: /Contoso Production/ }).click();
      await page.getByRole("button", { name: say(words, "page.target.run"), exact: true }).click();
      await expect(page.getByText(say(words, "page.target.vm.missing"))).toBeVisible();
      await machine(page, words).click();
    },
    // A press anywhere else closes the list.
    again: (page, words) => machine(page, words).click(),
    holds: async (page, words) => {
      await expect(subscription(page, words)).toHaveValue(/Contoso Production/);
      await expect(page.getByRole("button", { name: say(words, "page.target.run"), exact: true })).toBeVisible();
      await expect(page.getByText(say(words, "page.target.vm.missing"))).toBeVisible();
      await expect(page.getByRole("option").first()).toBeVisible();
    },
  },
  "checks under way": {
    open: async (page, azure, words) => {
      await endless(page);
      const { ask } = await azure.estate("silent");
      await page.goto(route(ask));
      await paste(page, (await azure.token("silent")).accessToken, words);
      await page.getByRole("button", { name: say(words, "page.check.so_far") }).click();
      await page.locator("main button[aria-controls]").first().click();
    },
    holds: async (page, words) => {
      const soFar = page.getByRole("button", { name: say(words, "page.check.so_far"), exact: true });
      await expect(soFar).toHaveAttribute("aria-pressed", "true");
      await expect(page.locator("main")).toHaveAttribute("data-run", "running");
      await expect(page.locator("[data-check][data-verdict=pass]")).not.toHaveCount(0);
    },
  },
  problem: {
    open: async (page, azure, words) => {
      await diagnose(page, azure, "vm-classic", { words });
      await page.locator("main button[aria-controls]").first().click();
      await page.getByText(say(words, "page.who_may.title")).click();
    },
    holds: async (page, words) => {
      await expect(page.getByText(say(words, "page.who_may.title"))).toBeVisible();
      const table = page.getByRole("region", { name: say(words, "components.who_may.label") });
      await expect(table.getByRole("row")).not.toHaveCount(0);
    },
  },
  "cannot tell": {
    open: async (page, azure, words) => {
      await diagnose(page, azure, "html", { words });
      await page.locator("[data-doubt] > details > summary").click();
      await page.locator("[data-told='policy.exists'] button").click();
    },
    holds: (page, words) =>
      expect(row(page, "policy.exists").getByText(say(words, "components.row.failed_request"))).toBeVisible(),
  },
  "token expired": {
    open: (page, azure, words) => diagnose(page, azure, "expiring", { words }),
    holds: (page) => expect(page.locator("[data-verdict-card] input")).toBeVisible(),
  },
  healthy: {
    open: async (page, azure, words) => {
      await diagnose(page, azure, "healthy", { words });
      await page.locator("header [popovertarget]").click();
    },
    // A press anywhere else closes the menu.
    again: (page) => page.locator("header [popovertarget]").click(),
    holds: (page, words) => expect(page.getByText(say(words, "components.header.sign_out"))).toBeVisible(),
  },
  "the port is open": led("always-open", "exposure"),
  "a window is open for everyone": led("window-open-everybody", "exposure"),
  "an answer": {
    ...led("firewall-mapped-port", "answer"),
    holds: async (page) => {
      await expect(card(page)).toHaveAttribute("data-kind", "answer");
      await expect(card(page).locator(".verdict-offers code").first()).toBeVisible();
      await expect(page.locator("[data-hop=firewall]")).toContainText("53389");
    },
  },
  "a warning": led("policy-several", "warning"),
  ready: led("not-configured-enable", "ready"),
  connection: {
    open: async (page, azure, words) => {
      await diagnose(page, azure, "request-replaced", { words });
      await page.locator("[data-rules] > summary").click();
      await page.getByLabel(say(words, "components.rules.filter")).check();
      await page.locator("[data-windows] > summary").click();
    },
    holds: async (page, words) => {
      const path = page.getByRole("region", { name: say(words, "components.path.title") });
      await expect(path).toHaveAttribute("data-end", "stopped");
      await expect(page.getByLabel(say(words, "components.rules.filter"))).toBeChecked();
      await expect(page.locator("[data-rule]")).toHaveCount(2);
      await expect(page.getByRole("timer")).toBeVisible();
    },
  },
  "act form": {
    open: async (page, azure, words) => {
      await diagnose(page, azure, "healthy", { words, asks: { goal: "request" } });
      await page.locator("[data-offer=request]").click();
      await fillBadly(page, words);
    },
    again: fillBadly,
    holds: async (page, words) => {
      await expect(act(page).getByLabel(say(words, "acts.request.source")).first()).toHaveValue("?");
      await expect(act(page).locator("input[aria-invalid=true]")).toBeVisible();
    },
  },
  "a role to activate": {
    open: async (page, azure, words) => {
      await activate(page, azure, words);
      await act(page).locator("[data-review]").click();
    },
    holds: async (page, words) => {
      await expect(act(page).locator("input[aria-invalid=true]")).toBeVisible();
      await expect(act(page).getByLabel(say(words, "acts.activate.justification"))).toBeVisible();
      await expect(act(page).getByLabel(say(words, "acts.activate.hours"))).toBeVisible();
    },
  },
  "a role asked for too long": {
    open: async (page, azure, words) => {
      await activate(page, azure, words);
      await act(page).getByLabel(say(words, "acts.activate.justification")).fill("Patch day");
      await act(page).getByLabel(say(words, "acts.activate.hours")).fill("24");
      await act(page).locator("[data-review]").click();
      await act(page).locator("[data-send]").click();
    },
    holds: (page) => expect(act(page).locator("[data-rule=expiration]")).toBeVisible(),
  },
  "act before it is sent": {
    open: async (page, azure, words) => {
      await diagnose(page, azure, "not-configured-enable", { words });
      await page.locator("[data-offer=turn_on]").click();
      await act(page).locator("[data-review]").click();
    },
    holds: (page) => expect(act(page).locator("[data-send]")).toBeVisible(),
  },
  "act refused": {
    open: (page, azure, words) => send(page, azure, words, "write-mfa", "request", { goal: "request" }),
    holds: (page) => expect(page.locator("[data-refused=sign_in]")).toBeVisible(),
  },
  "act under way": {
    open: async (page, azure, words) => {
      await endless(page);
      await send(page, azure, words, "request-never-settles", "request", { goal: "request" });
    },
    holds: (page, words) =>
      expect(page.locator(".act-progress [aria-current]")).toHaveText(say(words, "acts.request.progress.initiating")),
  },
  "act done": {
    open: (page, azure, words) => send(page, azure, words, "plan-off", "plan"),
    holds: async (page) => {
      await expect(page.locator("[data-outcome=done]")).toBeVisible();
      await done(page);
    },
  },
  "access opened": {
    open: (page, azure, words) => send(page, azure, words, "healthy", "request", { goal: "request" }),
    holds: async (page) => {
      await expect(page.locator("[data-outcome=opened]")).toBeVisible({ timeout: 60_000 });
      await done(page);
    },
  },
  "access not settled": {
    open: async (page, azure, words) => {
      await page.clock.install();
      await send(page, azure, words, "request-never-settles", "request", { goal: "request" });
      await hasten(page, page.locator("[data-outcome=unsettled]"));
    },
    holds: async (page) => {
      await expect(page.locator("[data-outcome=unsettled]")).toBeVisible();
      await done(page);
    },
  },
  "JIT turned on for some of many": {
    open: async (page, azure, words) => {
      await vms(page, azure, words, "turn-on-locked", "not-configured");
      await page.locator("[data-choose-all]").click();
      await page.locator('.vm-chosen [data-offer="turn_on"]').click();
      await act(page).locator("[data-review]").click();
      await act(page).locator("[data-send]").click();
    },
    holds: async (page) => {
      await expect(act(page)).toHaveAttribute("data-step", "done", { timeout: 60_000 });
      await expect(act(page).locator("[data-state=done]").first()).toBeVisible();
      await expect(act(page).locator("[data-state=refused]").first()).toBeVisible();
      await expect(act(page).locator("[data-again]")).toBeVisible();
      await done(page);
    },
  },
  "share panel": {
    open: async (page, azure, words) => {
      await diagnose(page, azure, "plan-off", { words });
      await page.locator("[data-share] > summary").click();
      await page.locator("[data-preview] > summary").click();
      await page.locator(".requests > summary").click();
    },
    holds: async (page) => {
      await expect(page.locator("[data-result-link]")).toBeVisible();
      await expect(page.locator(".requests tbody tr").first()).toBeVisible();
    },
  },
  "shared result": at(`result/${RESULT}`, (page) => expect(page.locator("[data-next] li").first()).toBeVisible()),
  "two results": {
    open: async (page, azure, words) => {
      await page.goto(`/#/compare/${RESULT}`);
      await page.getByLabel(say(words, "page.result.open.label"), { exact: true }).fill(RESULT);
      await page.getByRole("button", { name: say(words, "page.result.open.use") }).click();
    },
    holds: (page) => expect(page.locator("[data-compared]").first()).toBeVisible(),
  },
  "someone else, asked about": {
    open: async (page, azure, words) => {
      await page.goto(`/#/target?for=${READER}&kind=user`);
      await paste(page, (await azure.token("healthy")).accessToken, words);
    },
    holds: (page) => expect(page.locator("[data-about][open]")).toBeVisible(),
  },
  "someone else, checked and compared": {
    open: async (page, azure, words) => {
      await diagnose(page, azure, "for-user", { words });
      await compareWithOwner(page, words);
    },
    holds: async (page, words) => {
      await expect(page.locator("[data-for]")).toContainText(READER);
      const form = page.locator("[data-someone-else]");
      await expect(form.getByLabel(say(words, "page.subject.label"), { exact: true })).not.toHaveValue("");
      await expect(form.getByRole("button", { name: say(words, "page.subject.compare") })).toBeVisible();
      await expect(form.locator("[data-difference]")).toBeVisible();
    },
  },
  collect: {
    open: showScript,
    holds: async (page, words) => {
      await expect(page.locator("[data-collect-script] details").first()).toHaveAttribute("open");
      const save = page.getByRole("button", { name: say(words, "collect.save"), exact: true });
      await expect(save.first()).toBeVisible();
    },
  },
  "from a file": {
    open: async (page, azure, words) => {
      const { ask } = await azure.estate("plan-off");
      const script = await written(page, ask, words);
      const folder = mkdtempSync(join(tmpdir(), "jit-doctor-"));
      await choose(page, await collected(folder, script, await azure.token("plan-off")));
      await done(page);
      rmSync(folder, { recursive: true });
    },
    holds: (page) => expect(page.locator("[data-from-file]")).toBeVisible(),
  },
  "damaged result": at("result/jd1.78.fRWjnw.AKDA", (page, words) =>
    expect(page.getByText(say(words, "damage.cut"))).toBeVisible(),
  ),
  ask: {
    open: async (page, azure, words) => {
      await page.goto("/#/ask");
      await page.getByLabel(say(words, "page.ask.case"), { exact: true }).fill("a b");
    },
    holds: async (page, words) => {
      await expect(page.getByLabel(say(words, "page.ask.case"), { exact: true })).toHaveValue("a b");
      await expect(page.getByText(say(words, "page.ask.case_wrong"))).toBeVisible();
    },
  },
  trust: at("trust", (page, words) => heading(page, say(words, "page.trust.title"))),
  "not found": at("nowhere", (page, words) => heading(page, say(words, "page.not_found.title"))),
  "all subscriptions, report": drawn("all subscriptions, report", "[data-report]"),
  "subscriptions together": drawn("subscriptions together", "[data-count]"),
  "clean up": drawn("clean up", ".tidy-kind"),
  "change, form": drawn("change, form", "[aria-invalid=true]"),
  "change, preview": drawn("change, preview", "[data-send]"),
  "change, ended": drawn("change, ended", "[data-act][data-step=done]"),
  "code, judged": drawn("code, judged", "[data-judged]"),
  "policies as code": drawn("policies as code", "[data-export] pre"),
};

// The same once nothing more comes.
async function settled(page) {
  let before;
  await expect(async () => {
    const last = before;
    before = await steps(page);
    expect(before).toEqual(last);
  }).toPass({ intervals: [300], timeout: 60_000 });
  return before;
}

// The screen as it is, at these widths, in every theme. Gives where it stands.
async function expectForEverybody(page, language, widths) {
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  const before = await settled(page);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overhang, `sideways scrolling at ${width} px`).toBeLessThanOrEqual(0);
    await expectAccessible(page, `${language}, ${width} px`);
  }
  expect(await steps(page), "the screen is the same throughout").toEqual(before);
  return before;
}

test.describe("axe finds nothing to object to", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });
  // The page about the host asks for a path that is not there.
  test.use({ tolerated: [/status of 404.*not-there/] });

  for (const [name, { open, again, holds }] of Object.entries(SCREENS)) {
    test(name, async ({ page, azure }) => {
      test.setTimeout(300_000);
      await open(page, azure, en);
      await holds(page, en);
      const english = await expectForEverybody(page, "en", WIDTHS);
      // Opening a page anew takes most of the time; the button words it anew in place.
      await page.locator("header button[lang=ja]").click();
      await expect(page.locator("html")).toHaveAttribute("lang", "ja");
      await again?.(page, ja);
      await holds(page, ja);
      await allInJapanese(page);
      const japanese = await expectForEverybody(page, "ja", WIDTHS.toReversed());
      expect(japanese, "the screen is the same in both languages").toEqual(english);
    });
  }
});

for (const colorScheme of ["light", "dark"]) {
  test(`the main button keeps its contrast under the pointer, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/");
    await page.locator(".button-primary:enabled").first().hover();
    await expectNoObjection(page, COLOURS, colorScheme);
  });
}

test("going back gives each page its title and its focus", async ({ page, azure }) => {
  await page.goto("/");
  await paste(page, (await azure.token("healthy")).accessToken);
  await heading(page, say(en, "page.target.title"));
  await expect(page.locator("h1")).toBeFocused();
  await page.goto("/#/demo");
  await expect(page).toHaveTitle(`${say(en, "page.demo.title")} – JIT Doctor`);
  await page.goBack();
  await expect(page).toHaveTitle(`${say(en, "page.target.title")} – JIT Doctor`);
  await expect(page.locator("h1")).toBeFocused();
});
