// Every cause without a session: the list, the page of a cause, the plain files that
// search engines find, and the box on the first page that takes anything.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { HtmlValidate } from "html-validate";

import { THE_REST, WIDTHS, expectAccessible, expectNoObjection } from "./axe.js";
import { root } from "./hosts.js";
import { card, diagnose, en, expect, ja, open, say, test, weighed } from "./page.js";

const LANGUAGES = { en, ja };
const LOCKED =
  "(ScopeLocked) The scope '/subscriptions/1/resourceGroups/rg' cannot perform write\n" +
  "operation because following scope(s) are locked: '/subscriptions/1/resourceGroups/rg'.";

const causes = (page) => page.locator("[data-cause]");
const search = (page, words) => page.getByLabel(say(words, "why.list.search"), { exact: true });

for (const [language, words] of Object.entries(LANGUAGES)) {
  test(`${language}: the list is searched by words and by error texts`, async ({ page }) => {
    await page.goto(`/#/why?lang=${language}`);
    await expect(page.locator("h1")).toHaveText(say(words, "why.list.title"));
    const total = await causes(page).count();
    expect(total).toBeGreaterThan(70);
    await expect(page.locator("[data-area]")).toHaveCount(3);
    await search(page, words).fill("nsg");
    await expect.poll(() => causes(page).count()).toBeLessThan(total / 2);
    await expect(page).toHaveURL(/find=nsg/);
    await search(page, words).fill(LOCKED);
    await expect(page.locator("[data-recognised=locked]")).toBeVisible();
    await expect(causes(page).first()).toHaveAttribute("data-cause", "change.lock/read_only");
    // What was pasted stays out of the address.
    await expect(page).not.toHaveURL(/Scope/);
    await causes(page).first().click();
    await expect(page.locator("[data-case-page]")).toHaveAttribute("data-case-page", "change.lock/read_only");
  });

  test(`${language}: a row leads to the page of its cause, which says everything`, async ({ page, azure }) => {
    await diagnose(page, azure, "lock-read-only", { words, asks: { lang: language } });
    await open(page, "change.lock");
    await page.locator("[data-check='change.lock'] [data-cause-link]").click();
    await expect(page).toHaveURL(/#\/why\/change\.lock\/read_only/);
    for (const part of ["shows", "look", "fix", "who", "related"]) {
      await expect(page.getByRole("heading", { level: 2, name: say(words, `why.case.${part}`), exact: true })).toBeVisible();
    }
    await expect(page.locator(".symptom").first()).toContainText("ScopeLocked");
    await page.locator("[data-look] > summary").click();
    await page.locator("[data-ways] > summary").click();
    // Drawn places of the portal, and commands of which those to look with change nothing.
    await expect(page.locator(".scene, figure").first()).toBeVisible();
    const look = page.locator("section", { has: page.locator("#why-look") });
    await expect(look.locator("pre").first()).toBeVisible();
    await expect(look.locator("[data-kind=changes]")).toHaveCount(0);
    await expect(page.locator(".walk").first()).not.toContainText(/[{}]/);
    await page.goBack();
    await expect(card(page)).toBeVisible();
  });
}

test("a cause that isn't there is said, and leads to the list", async ({ page }) => {
  await page.goto("/#/why/no.such/cause");
  await expect(page.locator("h1")).toHaveText(say(en, "why.case.not_found"));
  await page.getByRole("link", { name: say(en, "why.case.breadcrumb") }).click();
  await expect(page.locator("h1")).toHaveText(say(en, "why.list.title"));
});

for (const [name, address] of [
  ["the list", "/#/why"],
  ["a cause", "/#/why/plan.servers/off"],
]) {
  test(`${name} costs at most 321000 bytes`, async ({ page, baseURL }) => {
    const weigh = weighed(page, baseURL);
    await page.goto(address);
    await expect(causes(page).first()).toBeVisible();
    await page.waitForLoadState("networkidle");
    const { total, files } = await weigh();
    console.log(`${name}: ${total} bytes in ${files} files`);
    expect(total).toBeGreaterThan(175_000);
    expect(total).toBeLessThanOrEqual(321_000);
  });

  for (const [language, words] of Object.entries(LANGUAGES)) {
    test(`${language}: ${name} passes axe`, async ({ page }) => {
      test.setTimeout(180_000);
      await page.goto(`${address}?lang=${language}`);
      await expect(page.locator("footer")).toBeVisible();
      await expect(causes(page).first()).toBeVisible();
      expect(words).toBeTruthy();
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await expectAccessible(page, `${name} in ${language}, ${width} px`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(width);
      }
    });
  }
}

// The box on the first page.
const box = (page) => page.locator("[data-anything]");
const answer = (page, kind) => page.locator(`main [data-kind=${kind}]`);

async function ask(page, words, text) {
  await box(page).getByRole("textbox").fill(text);
  await box(page).getByRole("button", { name: say(words, "page.session.anything.go") }).click();
}

for (const [language, words] of Object.entries(LANGUAGES)) {
  test(`${language}: the box says what anything is, and leads there`, async ({ page, azure }) => {
    test.setTimeout(120_000);
    const { ask: asks } = await azure.estate("plan-off");
    const frozen = readFileSync(new URL("../integration/frozen/estates.jsonl", import.meta.url), "utf8");
    const link = `https://x.example/#/result/${JSON.parse(frozen.split("\n")[0]).link}`;
    for (const [text, kind, leadsTo] of [
      [asks.vm, "vm_id", /#\/target\?.*vm-web-01/],
      [`https://portal.azure.com/#@contoso.example/resource${asks.vm}/overview`, "portal", /tenant=contoso\.example/],
      [asks.vm.split("/providers/")[0], "subscription", /#\/subscription\//],
      ["vm-web-01", "name", /#\/target/],
      [link, "result", /#\/result\/jd1/],
      ["https://x.example/#/trust", "page", /#\/trust/],
      ["Why on earth does it not work?", "unknown", /#\/why/],
    ]) {
      await page.goto("about:blank");
      await page.goto(`/#/?lang=${language}`);
      await ask(page, words, text);
      await expect(answer(page, kind)).toBeVisible();
      const go = answer(page, kind).getByRole("button");
      await go.click();
      await expect(page).toHaveURL(leadsTo);
    }
  });

  test(`${language}: an error text in the box leads to its causes`, async ({ page }) => {
    await page.goto(`/#/?lang=${language}`);
    await ask(page, words, LOCKED);
    await expect(answer(page, "error")).toBeVisible();
    await expect(causes(page).first()).toHaveAttribute("data-cause", "change.lock/read_only");
    await expect(page).toHaveURL(/#\/paste/);
    await expectAccessible(page, "the box with an answer");
    await causes(page).first().click();
    await expect(page.locator("[data-case-page]")).toBeVisible();
  });

  test(`${language}: a token in the box begins a session and is kept nowhere`, async ({ page, azure }) => {
    const { accessToken } = await azure.token("healthy");
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("request", (request) => said.push(request.url()));
    await page.goto(`/#/?lang=${language}`);
    await ask(page, words, accessToken);
    await answer(page, "token").getByRole("button").click();
    await expect(page).toHaveURL(/#\/target/);
    await expect(box(page)).toHaveCount(0);
    const kept = await page.evaluate(() =>
      JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }, document.cookie, history.state]),
    );
    const secret = accessToken.split(".")[1];
    expect(kept).not.toContain(secret);
    expect(said.join("\n")).not.toContain(secret);
  });
}

for (const [language, words] of Object.entries(LANGUAGES)) {
  test(`${language}: a report in the box opens`, async ({ page }) => {
    const frozen = readFileSync(new URL("../integration/frozen/estates.jsonl", import.meta.url), "utf8");
    await page.goto(`/#/result/${JSON.parse(frozen.split("\n")[0]).link}?lang=${language}`);
    await page.locator("[data-save] summary, [data-save] button").first().click();
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: say(words, "page.share.download") }).click();
    const report = readFileSync(await (await saving).path(), "utf8");
    await page.goto("about:blank");
    await page.goto(`/#/?lang=${language}`);
    await ask(page, words, report);
    await expect(answer(page, "report").getByRole("heading")).toHaveText(say(words, "why.box.report.title"));
    await answer(page, "report").getByRole("button").click();
    await expect(card(page)).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", language);
  });
}

test("nothing of the box is fetched before it is used", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto("/");
  await expect(box(page)).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(asked.filter((it) => it.startsWith("/text/"))).toEqual(["/text/en.json"]);
});

// The plain files.
const files = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return files(path);
    return name === "index.html" ? [path] : [];
  });

const dist = `${root}dist/`;
const plain = [...files(`${dist}why`), ...files(`${dist}ja/why`)].map((it) => it.slice(dist.length));

test("each cause is a plain file in each language, and all of them validate", async () => {
  const validate = new HtmlValidate({ extends: ["html-validate:recommended"], rules: { "long-title": "off" } });
  expect(plain.length).toBeGreaterThan(140);
  expect(plain.filter((it) => it.startsWith("ja/")).length).toBe(plain.length / 2);
  for (const path of plain) {
    const html = readFileSync(dist + path, "utf8");
    const report = await validate.validateString(html, path);
    const found = report.results.flatMap((it) => it.messages.map(({ ruleId, message, line }) => [ruleId, message, line]));
    expect(found, path).toEqual([]);
    const words = html.replace(/<pre.*?<\/pre>/gs, "");
    expect(words, path).not.toMatch(/[{}]|neutral\.|why\.(case|list|apart|where|site)/);
  }
});

test("the addresses in the plain files lead to files that are there", async () => {
  for (const path of plain) {
    const html = readFileSync(dist + path, "utf8");
    for (const [, href] of html.matchAll(/href="([^"#]+)/g)) {
      if (/^https?:/.test(href)) continue;
      const { pathname } = new URL(href, `https://x.example/${path}`);
      const file = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
      expect(() => statSync(dist + decodeURIComponent(file.slice(1))), `${path} → ${href}`).not.toThrow();
    }
  }
});

// axe takes a moment for each, so it looks at every eighth, the lists among them.
const sample = plain.filter((it, at) => at % 8 === 0 || /^(ja\/)?why\/index/.test(it));

for (const part of [0, 1]) {
  test(`plain files pass axe, without scripts, part ${part + 1}`, async ({ page }) => {
    test.setTimeout(300_000);
    for (const path of sample.filter((_, at) => at % 2 === part)) {
      await page.goto(`/${path.replace("index.html", "")}`);
      await expect(page.locator("h1")).toBeVisible();
      await expectNoObjection(page, THE_REST, path);
    }
    await expectAccessible(page, "a plain file");
  });
}

test("a plain file leads to the live page in its language", async ({ page }) => {
  await page.goto("/ja/why/plan.servers/off/");
  await expect(page.locator("link[rel=canonical]")).toHaveAttribute("href", "./");
  await expect(page.locator("link[rel=alternate][hreflang=en]")).toHaveAttribute("href", /why\/plan\.servers\/off\/$/);
  await page.getByRole("link", { name: say(ja, "why.case.live") }).click();
  await expect(page.locator("[data-case-page]")).toHaveAttribute("data-case-page", "plan.servers/off");
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
});
