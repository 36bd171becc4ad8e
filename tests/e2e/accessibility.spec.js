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
} from "./page.js";
import { READER, compareWithOwner } from "./people.js";
import { SCREENS as DRAWN } from "./screens.js";

const LANGUAGES = { en, ja };

const heading = (page, text) => expect(page.locator("h1")).toHaveText(text);

// Keeps the page from waiting for longer than a moment: what is under way stays
// so for as long as it is looked at.
const endless = (page) =>
  page.addInitScript(() => {
    const { setTimeout } = window;
    window.setTimeout = (act, wait, ...args) => (wait < 1_000 ? setTimeout(act, wait, ...args) : 0);
  });

// Where the run and the act on the screen stand.
const steps = (page) =>
  page
    .locator("main, [data-act], [data-act] [data-outcome], [data-act] [data-state]")
    .evaluateAll((all) =>
      all.map((it) => it.dataset.outcome ?? it.dataset.state ?? it.dataset.step ?? it.dataset.run),
    );

// Opens what an estate offers to do, and confirms it.
async function send(page, azure, words, estate, offer, asks) {
  await diagnose(page, azure, estate, { words, asks });
  await page.locator(`[data-offer=${offer}]`).first().click();
  const act = page.locator("[data-act]");
  if (offer !== "plan") await act.locator("[data-review]").click();
  await act.locator("[data-send]").click();
}

// Opens an estate whose card is of a kind.
async function led(page, azure, words, estate, kind) {
  await diagnose(page, azure, estate, { words });
  await expect(card(page)).toHaveAttribute("data-kind", kind);
}

// A link that was sent before; what it says is in the tests of `share`.
const RESULT = "jd1.78.fRWjnw.AKDAldgGAAEAAAIAAAEGAQEOAQEKAQH0aQFiASMREREREREhEBEQESERMQAREgIuAAIFAYUDBgEKAQ";

const SCREENS = {
  session: async (page, azure, words) => {
    const { ask } = await azure.estate("healthy");
    await page.goto(`/#/check?vm=${encodeURIComponent(ask.vm)}&port=x`);
    await page.getByText(say(words, "page.token.help.title")).click();
    await paste(page, "no token", words);
    await expect(page.getByText(say(words, "page.token.errors.not_token"))).toBeVisible();
  },
  "demo list": async (page, azure, words) => {
    await page.goto("/#/demo");
    await expect(page.locator("main li a").first()).toBeVisible();
    await heading(page, say(words, "page.demo.title"));
  },
  offline: async (page, azure, words) => {
    await page.goto("/#/offline");
    await heading(page, say(words, "site.offline.title"));
    await expect(page.locator("[data-copy] [role=status]")).not.toBeEmpty();
  },
  "the host": async (page, azure, words) => {
    await page.route(/\?check/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { "content-type": "text/plain" } });
    });
    await page.goto("/#/host");
    await heading(page, say(words, "site.host.title"));
    await expect(page.locator("[data-fault]").first()).toBeVisible();
  },
  target: async (page, azure, words) => {
    await page.goto("/#/target");
    await paste(page, (await azure.token("healthy")).accessToken, words);
    await subscription(page, words).click();
    await page.getByRole("option", { name: /Contoso Production/ }).click();
    await page.getByRole("button", { name: say(words, "page.target.run"), exact: true }).click();
    await expect(page.getByText(say(words, "page.target.vm.missing"))).toBeVisible();
    await machine(page, words).click();
    await expect(page.getByRole("option").first()).toBeVisible();
  },
  "checks under way": async (page, azure, words) => {
    await endless(page);
    const { ask } = await azure.estate("silent");
    await page.goto(route(ask));
    await paste(page, (await azure.token("silent")).accessToken, words);
    await expect(page.locator("main")).toHaveAttribute("data-run", "running");
    await expect(page.locator("[data-check][data-verdict=pass]")).not.toHaveCount(0);
    await page.getByRole("button", { name: say(words, "page.check.so_far") }).click();
    await page.locator("main button[aria-controls]").first().click();
  },
  problem: async (page, azure, words) => {
    await diagnose(page, azure, "vm-classic", { words });
    await page.locator("main button[aria-controls]").first().click();
    await page.getByText(say(words, "page.who_may.title")).click();
    const table = page.getByRole("region", { name: say(words, "components.who_may.label") });
    await expect(table.getByRole("row")).not.toHaveCount(0);
  },
  "cannot tell": async (page, azure, words) => {
    await diagnose(page, azure, "html", { words });
    await page.locator("[data-doubt] > details > summary").click();
    await page.locator("[data-told='policy.exists'] button").click();
    const line = row(page, "policy.exists");
    await expect(line.getByText(say(words, "components.row.failed_request"))).toBeVisible();
  },
  "token expired": async (page, azure, words) => {
    await diagnose(page, azure, "expiring", { words });
    await expect(page.locator("[data-verdict-card] input")).toBeVisible();
  },
  healthy: async (page, azure, words) => {
    await diagnose(page, azure, "healthy", { words });
    await page.locator("header [popovertarget]").click();
    await expect(page.getByText(say(words, "components.header.sign_out"))).toBeVisible();
  },
  "the port is open": (page, azure, words) => led(page, azure, words, "always-open", "exposure"),
  "a window is open for everyone": (page, azure, words) =>
    led(page, azure, words, "window-open-everybody", "exposure"),
  "an answer": async (page, azure, words) => {
    await led(page, azure, words, "firewall-mapped-port", "answer");
    await expect(card(page).locator(".verdict-offers code").first()).toBeVisible();
    await expect(page.locator("[data-hop=firewall]")).toContainText("53389");
  },
  "a warning": (page, azure, words) => led(page, azure, words, "policy-several", "warning"),
  ready: (page, azure, words) => led(page, azure, words, "not-configured-enable", "ready"),
  connection: async (page, azure, words) => {
    await diagnose(page, azure, "request-replaced", { words });
    const path = page.getByRole("region", { name: say(words, "components.path.title") });
    await expect(path).toHaveAttribute("data-end", "stopped");
    await page.locator("[data-rules] > summary").click();
    await page.getByLabel(say(words, "components.rules.filter")).check();
    await expect(page.locator("[data-rule]")).toHaveCount(2);
    await page.locator("[data-windows] > summary").click();
    await expect(page.getByRole("timer")).toBeVisible();
  },
  "act form": async (page, azure, words) => {
    await diagnose(page, azure, "healthy", { words, asks: { goal: "request" } });
    await page.locator("[data-offer=request]").click();
    const act = page.locator("[data-act]");
    await act.getByRole("checkbox", { checked: true }).uncheck();
    await act.locator("[data-review]").click();
    await expect(act.getByText(say(words, "acts.fields.no_port"))).toBeVisible();
    await act.getByRole("checkbox").first().check();
    await act.getByLabel(say(words, "acts.request.source")).first().fill("?");
    await act.locator("[data-review]").click();
    await expect(act.locator("input[aria-invalid=true]")).toBeVisible();
  },
  "a role to activate": async (page, azure, words) => {
    await diagnose(page, azure, "person-eligible", { words });
    await page.locator("[data-offer=activate]").click();
    const act = page.locator("[data-act]");
    await act.locator("[data-review]").click();
    await expect(act.locator("input[aria-invalid=true]")).toBeVisible();
  },
  "a role asked for too long": async (page, azure, words) => {
    await diagnose(page, azure, "person-eligible", { words });
    await page.locator("[data-offer=activate]").click();
    const act = page.locator("[data-act]");
    await act.getByLabel(say(words, "acts.activate.justification")).fill("Patch day");
    await act.getByLabel(say(words, "acts.activate.hours")).fill("24");
    await act.locator("[data-review]").click();
    await act.locator("[data-send]").click();
    await expect(act.locator("[data-rule=expiration]")).toBeVisible();
  },
  "act before it is sent": async (page, azure, words) => {
    await diagnose(page, azure, "not-configured-enable", { words });
    await page.locator("[data-offer=turn_on]").click();
    await page.locator("[data-act] [data-review]").click();
    await expect(page.locator("[data-act] [data-send]")).toBeVisible();
  },
  "act refused": async (page, azure, words) => {
    await send(page, azure, words, "write-mfa", "request", { goal: "request" });
    await expect(page.locator("[data-refused=sign_in]")).toBeVisible();
  },
  "act under way": async (page, azure, words) => {
    await endless(page);
    await send(page, azure, words, "request-never-settles", "request", { goal: "request" });
    await expect(page.locator(".act-progress [aria-current]")).toHaveText(
      say(words, "acts.request.progress.initiating"),
    );
  },
  "act done": async (page, azure, words) => {
    await send(page, azure, words, "plan-off", "plan");
    await expect(page.locator("[data-outcome=done]")).toBeVisible();
    await done(page);
  },
  "access opened": async (page, azure, words) => {
    await send(page, azure, words, "healthy", "request", { goal: "request" });
    await expect(page.locator("[data-outcome=opened]")).toBeVisible({ timeout: 60_000 });
    await done(page);
  },
  "access not settled": async (page, azure, words) => {
    await page.clock.install();
    await send(page, azure, words, "request-never-settles", "request", { goal: "request" });
    await hasten(page, page.locator("[data-outcome=unsettled]"));
    await done(page);
  },
  "JIT turned on for some of many": async (page, azure, words) => {
    const { ask } = await azure.estate("turn-on-locked");
    const [, , id] = ask.vm.split("/");
    await page.goto(`/#/subscription/${id}?tab=not-configured`);
    await paste(page, (await azure.token("turn-on-locked")).accessToken, words);
    await done(page);
    await page.locator("[data-choose-all]").click();
    await page.locator('.vm-chosen [data-offer="turn_on"]').click();
    const act = page.locator("[data-act]");
    await act.locator("[data-review]").click();
    await act.locator("[data-send]").click();
    await expect(act).toHaveAttribute("data-step", "done", { timeout: 60_000 });
    await expect(act.locator("[data-state=done]").first()).toBeVisible();
    await expect(act.locator("[data-state=refused]").first()).toBeVisible();
    await expect(act.locator("[data-again]")).toBeVisible();
    await done(page);
  },
  "share panel": async (page, azure, words) => {
    await diagnose(page, azure, "plan-off", { words });
    await page.locator("[data-share] > summary").click();
    await page.locator("[data-preview] > summary").click();
    await expect(page.locator("[data-result-link]")).toBeVisible();
    await page.locator(".requests > summary").click();
    await expect(page.locator(".requests tbody tr").first()).toBeVisible();
  },
  "shared result": async (page) => {
    await page.goto(`/#/result/${RESULT}`);
    await expect(page.locator("[data-next] li").first()).toBeVisible();
  },
  "two results": async (page, azure, words) => {
    await page.goto(`/#/compare/${RESULT}`);
    await page.getByLabel(say(words, "page.result.open.label"), { exact: true }).fill(RESULT);
    await page.getByRole("button", { name: say(words, "page.result.open.use") }).click();
    await expect(page.locator("[data-compared]").first()).toBeVisible();
  },
  "someone else, asked about": async (page, azure, words) => {
    await page.goto(`/#/target?for=${READER}&kind=user`);
    await paste(page, (await azure.token("healthy")).accessToken, words);
    await expect(page.locator("[data-about][open]")).toBeVisible();
  },
  "someone else, checked and compared": async (page, azure, words) => {
    await diagnose(page, azure, "for-user", { words });
    await expect(page.locator("[data-for]")).toContainText(READER);
    await expect(await compareWithOwner(page, words)).toBeVisible();
  },
  collect: showScript,
  "from a file": async (page, azure, words) => {
    const { ask } = await azure.estate("plan-off");
    const script = await written(page, ask, words);
    const folder = mkdtempSync(join(tmpdir(), "jit-doctor-"));
    await choose(page, await collected(folder, script, await azure.token("plan-off")));
    await done(page);
    rmSync(folder, { recursive: true });
    await expect(page.locator("[data-from-file]")).toBeVisible();
  },
  "damaged result": async (page, azure, words) => {
    await page.goto("/#/result/jd1.78.fRWjnw.AKDA");
    await expect(page.getByText(say(words, "damage.cut"))).toBeVisible();
  },
  ask: async (page, azure, words) => {
    await page.goto("/#/ask");
    await page.getByLabel(say(words, "page.ask.case"), { exact: true }).fill("a b");
    await expect(page.getByText(say(words, "page.ask.case_wrong"))).toBeVisible();
  },
  trust: async (page, azure, words) => {
    await page.goto("/#/trust");
    await heading(page, say(words, "page.trust.title"));
  },
  "not found": async (page, azure, words) => {
    await page.goto("/#/nowhere");
    await heading(page, say(words, "page.not_found.title"));
  },
  // Nothing is to be added to how these are drawn.
  ...Object.fromEntries(
    ["all subscriptions, report", "subscriptions together", "clean up", "change, form", "change, preview", "change, ended", "code, judged", "policies as code"].map((it) => [it, DRAWN[it]]),
  ),
};

test.describe("axe finds nothing to object to", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });
  // The page about the host asks for a path that is not there.
  test.use({ tolerated: [/status of 404.*not-there/] });

  for (const [language, words] of Object.entries(LANGUAGES)) {
    for (const [name, open] of Object.entries(SCREENS)) {
      test(`${name}, ${language}`, async ({ page, azure }) => {
        test.setTimeout(180_000);
        await page.addInitScript((it) => localStorage.setItem("jit-doctor.language", it), language);
        await open(page, azure, words);
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        const before = await steps(page);
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          const overhang = await page.evaluate(
            () => document.documentElement.scrollWidth - innerWidth,
          );
          expect(overhang, `sideways scrolling at ${width} px`).toBeLessThanOrEqual(0);
          await expectAccessible(page, `${width} px`);
        }
        expect(await steps(page), "the screen is the same throughout").toEqual(before);
      });
    }
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
