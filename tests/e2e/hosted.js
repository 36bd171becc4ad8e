// The page on a host that is not ours, at the top or in a folder: addresses are relative.
import { readFileSync } from "node:fs";

import { root } from "./hosts.js";
import { card, done, en, expect, say, test } from "./page.js";

const frozen = readFileSync(`${root}tests/integration/frozen/estates.jsonl`, "utf8");
const { link } = JSON.parse(frozen.split("\n")[0]);

test("the first page comes, under the policy of a header", async ({ page }) => {
  const response = await page.goto("./");
  await expect(page.locator("h1")).toHaveText(say(en, "page.session.title"));
  const policy = response.headers()["content-security-policy"];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
});

test("the demo diagnoses", async ({ page }) => {
  await page.goto("./#/demo/plan-off");
  await done(page);
  await expect(card(page)).toHaveAttribute("data-root-cause", "plan.servers");
});

test("a shared result opens, in Japanese too", async ({ page }) => {
  await page.goto(`./#/result/${link}?lang=ja`);
  await expect(card(page)).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
});

test("the page of a cause is a plain file, in each language", async ({ page }) => {
  for (const folder of ["", "ja/"]) {
    const response = await page.goto(`./${folder}why/plan.servers/off/`);
    expect(response.status()).toBe(200);
    await expect(page.locator("h1")).toBeVisible();
    expect(response.headers()["content-security-policy"]).toContain("default-src 'none'");
  }
});

test.describe("an address that an email service has changed", () => {
  // The page for wrong addresses has its policy in itself.
  test.use({ tolerated: [/status of 404|no policy on .*%23/] });

  test("leads back to the page", async ({ page, baseURL }) => {
    await page.goto("./%23/trust");
    await expect(page).toHaveURL(`${baseURL}#/trust`);
    await expect(page.locator("h1")).toHaveText(say(en, "page.trust.title"));
  });
});

test.describe("the host's own page", () => {
  // It asks for a path that is not there, too.
  test.use({ tolerated: [/status of 404.*not-there/] });

  test("finds nothing wrong", async ({ page }) => {
    await page.goto("./#/host");
    await done(page);
    await expect(page.locator("[data-fault]")).toHaveCount(0);
    await expect(page.getByText(say(en, "site.host.good.title"))).toBeVisible();
  });
});

test("what a host keeps to itself is not shown", async ({ request }) => {
  for (const name of ["_headers", "staticwebapp.config.json"]) {
    expect((await request.get(name)).status(), name).toBe(404);
  }
});

test.describe("without the host", () => {
  test.use({ tolerated: [/ERR_INTERNET_DISCONNECTED/] });

  test("a kept copy opens without the host", async ({ page, context }) => {
    await page.goto("./#/offline");
    await page.locator("[data-keep]").click();
    await expect(page.locator("[data-copy=kept]")).toBeVisible();
    await context.setOffline(true);
    await page.goto("about:blank");
    await page.goto(`./#/result/${link}`);
    await expect(card(page)).toBeVisible();
  });
});
