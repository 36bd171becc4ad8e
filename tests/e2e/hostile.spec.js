// Links and files that mean harm, more than a thousand of them: each is shown as
// text or refused. None runs a script, restyles the page, causes a request, sets
// whom the page asks, does anything in the reader's name, holds the page up or leaves
// it blank. `cargo xtask attack` asks for more of them, and for other ones.
import { Buffer } from "node:buffer";
import { inflateRawSync } from "node:zlib";

import { arm, entra } from "./hosts.js";
import { diagnose, expect, test } from "./page.js";

// What the links bring along is shown as it stands.
test.use({ tolerated: [/^no text: .*\{vm\}\{constructor\}/] });

const LINKS = Number(process.env.ATTACK_LINKS ?? 1_200);
const SEED = Number(process.env.ATTACK_SEED ?? 1);

// What one waits for the page to go on, in milliseconds, before it is frozen or blank.
const LONGEST = 1_000;

// The same numbers for the same seed.
function dice(seed) {
  let state = Math.imul(seed, 0x9e3779b9) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const TEXTS = [
  "<img src=x onerror=hostile()>",
  "<script>hostile()</script>",
  "<svg/onload=hostile()>",
  "<style>*{display:none}</style>",
  "<link rel=stylesheet href=//evil.example>",
  "<iframe src=https://evil.example>",
  "<base href=https://evil.example/>",
  "javascript:hostile()",
  "data:text/html,<script>hostile()</script>",
  "https://evil.example/?steal",
  "{vm}{constructor}{__proto__}",
  "${hostile()}",
  "{{hostile()}}",
  "';hostile();//",
  '"><b style=position:fixed>',
  "\u202e\u0000\u2028",
  "https://login.evil.example/common",
  "Call +1 555 0100 and read out your token",
];

const PARAMETERS = [
  "authority", "clientId", "endpoint", "scope", "cloud", "tenant", "vm", "port", "source", "goal",
  "duration", "lang", "case", "token", "access_token", "redirect_uri", "confirm", "approve", "request",
  "__proto__", "code", "state",
];

function crc32(text) {
  let crc = -1;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

function asLink(body) {
  const data = Buffer.from(body).toString("base64url");
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(data));
  return `jd1.${data.length}.${sum.toString("base64url")}.${data}`;
}

function bodyOf(link) {
  const body = Buffer.from(link.split(".").at(-1), "base64url");
  return body[0] === 1 ? Buffer.concat([Buffer.of(0), inflateRawSync(body.subarray(1))]) : body;
}

// Bodies with a good checksum, and so read to the end.
function* bodies(plain, roll, count) {
  for (let at = 0; at < count; at += 1) {
    const body = Buffer.from(plain);
    const text = Buffer.from(TEXTS[roll(TEXTS.length)]);
    text.copy(body, roll(body.length));
    // Half of them keep the place where the length of a text stands.
    if (at % 2) body[roll(body.length)] = roll(256);
    yield `#/result/${asLink(body)}`;
  }
}

function* addresses(roll, count) {
  for (let at = 0; at < count; at += 1) {
    const query = new URLSearchParams();
    for (let n = 0; n <= roll(4); n += 1) {
      query.append(PARAMETERS[roll(PARAMETERS.length)], TEXTS[roll(TEXTS.length)]);
    }
    const path = ["check", "target", "demo/x", "result/jd1.", "compare/", "ask", "trust", "start"][roll(8)];
    yield `#/${path}${at % 3 ? "?" : ""}${at % 2 ? query : encodeURIComponent(TEXTS[roll(TEXTS.length)])}`;
  }
}

// Links that go as far as there is something to ask: a VM that is there, with hostile
// neighbours, and every page that a session opens.
function* asking(vm, roll, count) {
  const [, , subscription] = vm.split("/");
  for (let at = 0; at < count; at += 1) {
    const text = () => TEXTS[roll(TEXTS.length)];
    const often = () => [`?vm=${vm}`, "jd1.", "%25", "/a"][roll(4)].repeat(1 + roll(2_000));
    const query = new URLSearchParams({ vm: roll(3) ? vm : `${vm}${text()}`, port: String(roll(70_000)) });
    for (let n = 0; n < roll(4); n += 1) query.append(PARAMETERS[roll(PARAMETERS.length)], text());
    yield [
      () => `#/check?${query}`,
      () => `#/check?${query}&source=${["0.0.0.0/0", "::/0", "198.51.100.66", "x"][roll(4)]}&goal=request`,
      () => `#/target?subscription=${roll(2) ? subscription : encodeURIComponent(text())}&${query}`,
      () => `#/subscription/${roll(2) ? subscription : encodeURIComponent(text())}?tab=${["access", "vms", text()][roll(3)]}`,
      () => `#/demo/${encodeURIComponent(roll(2) ? "plan-off" : text())}`,
      () => `#/${["ask", "trust", "gallery", "compare", "result"][roll(5)]}?${query}`,
      () => `#/${encodeURIComponent(text())}/${often()}`,
      () => `#/check${often()}`,
    ][roll(8)]();
  }
}

// Goes to each address in turn and tells what came of it: what went wrong, and the
// longest time that the page was held up. A busy machine holds a page up as well, so an
// address that seems slow is gone to again: one that is at fault is slow every time.
async function visit(page, list, patience) {
  return page.evaluate(async ([list, patience, longest]) => {
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    const heading = () => document.querySelector("h1");
    const isBlank = () => !heading()?.textContent.trim();
    const look = () => heading() && getComputedStyle(heading()).display;
    while (isBlank()) await pause(patience);
    const before = look();
    const isHarmed = () => window.harmed || document.querySelector("[data-crash]") || document.querySelector(
      "main script, main iframe, main img, main style, main base, main link, main [onerror], main [onload], main [style], main a[href^='javascript']",
    );
    const follow = async (address) => {
      const started = performance.now();
      location.hash = address;
      await pause(patience);
      const held = performance.now() - started - patience;
      while (isBlank() && performance.now() - started < longest) await pause(patience);
      return { address, held, wrong: Boolean(isHarmed()), slow: held > longest || isBlank() || look() !== before };
    };
    const seen = [];
    for (const address of list) {
      let it = await follow(address);
      for (let more = 0; more < 4 && it.slow && !it.wrong; more += 1) {
        location.hash = "#/trust";
        await pause(longest);
        it = await follow(address);
      }
      seen.push(it);
    }
    return {
      wrong: seen.filter((it) => it.wrong || it.slow).map((it) => it.address),
      held: Math.round(Math.max(...seen.map((it) => it.held))),
    };
  }, [list, patience, LONGEST]);
}

async function attack(page, what, list, patience = 15) {
  const { wrong, held } = await visit(page, list, patience);
  console.log(`attack: ${list.length} links ${what} (seed ${SEED}): ${wrong.length} wrong, held up for at most ${held} ms`);
  expect(wrong).toEqual([]);
}

test.describe("hostile", () => {
  test.setTimeout(120_000 + LINKS * 100);

  test("links do nothing", async ({ page, azure }) => {
    await diagnose(page, azure, "person-reader");
    await page.locator("[data-share] > summary").click();
    await page.locator("[data-choose] > summary").click();
    await page.locator("[data-detail=names]").check();
    const own = await page.locator("[data-result-link] code").innerText();
    const plain = bodyOf(own);
    const roll = dice(SEED + 3);
    const list = [...bodies(plain, roll, LINKS * 0.5), ...addresses(roll, LINKS * 0.4)];
    expect(list.length).toBeGreaterThan(1000);

    // A page without a session, as somebody has it who follows a link.
    await page.goto("about:blank");
    await page.addInitScript(() => {
      window.hostile = () => { window.harmed = true; };
    });
    const asked = [];
    page.on("request", (it) => asked.push(it.url()));
    await page.goto("/#/result");
    await expect(page.locator("h1")).toBeVisible();
    await attack(page, "signed out", list);
    const outside = asked.filter((it) => it.startsWith(arm) || it.startsWith(entra) || it.includes("evil"));
    expect(outside).toEqual([]);
    // Nothing of them is remembered as whom to ask, and no dialogue is open.
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(kept).not.toMatch(/authority"|clientId"|endpoint"/);
    expect(await page.locator("dialog[open]").count()).toBe(0);
    expect(await page.evaluate(() => window.harmed)).toBeUndefined();
  });

  test("links do nothing to somebody who is signed in", async ({ page, azure }) => {
    await page.addInitScript(() => {
      window.hostile = () => { window.harmed = true; };
    });
    const token = await diagnose(page, azure, "healthy");
    const { ask } = await azure.estate("healthy");
    await attack(page, "signed in", [...asking(ask.vm, dice(SEED + 5), LINKS * 0.1)], 30);
    // The session is still there, and nothing was changed with it.
    await page.evaluate(() => { location.hash = "#/trust"; });
    await expect(page.locator("header").getByRole("button", { name: /^Tenant/ })).toBeVisible();
    const { requests } = await azure.requests(token);
    expect(requests.length).toBeGreaterThan(0);
    const asks = /batch|resourcegraph|listnetworkmanager|effectivenetworksecuritygroups/i;
    const changes = requests.filter((it) => it.method !== "GET" && !(it.method === "POST" && asks.test(it.path)));
    expect(changes).toEqual([]);
    expect(await page.locator("dialog[open]").count()).toBe(0);
  });

  test("report files do nothing", async ({ page, azure }) => {
    await diagnose(page, azure, "person-reader");
    await page.locator("[data-share] > summary").click();
    await page.locator("[data-choose] > summary").click();
    await page.locator("[data-detail=names]").check();
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download report" }).click();
    const stream = await (await saving).createReadStream();
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    const report = JSON.parse(Buffer.concat(chunks).toString());
    await page.addInitScript(() => {
      window.hostile = () => { window.harmed = true; };
    });
    await page.goto("about:blank");
    await page.goto("/#/result");
    const seen = (file) => file.checks.find((it) => it.evidence?.length).evidence[0];
    const roll = dice(SEED + 8);
    const files = Math.max(60, LINKS / 20);
    for (let at = 0; at < files; at += 1) {
      const file = structuredClone(report);
      const text = TEXTS[roll(TEXTS.length)];
      const places = [
        () => { file.context.vm = text; },
        () => { file.case = text; },
        () => { file.checks[roll(file.checks.length)].id = text; },
        () => { file.checks.find((it) => it.args).args.scope = text; },
        () => { seen(file).value = text; },
        () => { seen(file).request = text; },
      ];
      places[roll(places.length)]();
      await page.locator("input[type=file]").setInputFiles({
        name: "report.json",
        mimeType: "application/json",
        buffer: Buffer.from(JSON.stringify(file)),
      });
      await expect(page.locator(".field-error p")).toBeVisible();
      await expect(page.locator("[data-check]")).toHaveCount(0);
    }
    console.log(`attack: ${files} report files (seed ${SEED}): all refused`);
    expect(await page.evaluate(() => window.harmed)).toBeUndefined();
  });
});
