// The release loads under the headers that it ships with, and keeps to itself.
// That every page does is watched in every test (page.js).
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { root } from "./hosts.js";
import { expect, test } from "./page.js";

test("the page comes under a strict policy", async ({ page }) => {
  const response = await page.goto("/");
  await expect(page.locator("h1")).toBeVisible();
  const policy = Object.fromEntries(
    response
      .headers()
      // The first of two policies is what every answer has.
      ["content-security-policy"].split(/[,\n]\s*/)
      .at(-1)
      .split(";")
      .map((it) => it.trim().split(" "))
      .map(([name, ...values]) => [name, values.join(" ")]),
  );
  expect(policy["default-src"]).toBe("'none'");
  expect(policy["script-src"]).toBe("'self' 'wasm-unsafe-eval'");
  expect(policy["style-src"]).toBe("'self'");
  expect(policy["connect-src"]).toBe(
    "'self' https://management.azure.com https://login.microsoftonline.com",
  );
  expect(policy["frame-ancestors"]).toBe("'none'");
  expect(policy["require-trusted-types-for"]).toBe("'script'");
  expect(await page.locator("script:not([src])").count()).toBe(0);
});

test.describe("what is not the page's own", () => {
  test.use({ tolerated: [/example\.com|violates|Content Security Policy|Trusted(Script|HTML)|src=x|\/x\b/] });

  test("is refused", async ({ page }) => {
    await page.goto("/");
    await expect(page.locator("h1")).toBeVisible();
    const outcome = await page.evaluate(async () => {
      const seen = new Set();
      document.addEventListener("securitypolicyviolation", (event) => {
        seen.add(event.effectiveDirective);
      });
      const script = document.createElement("script");
      // Trusted Types refuses a script's text before the policy does.
      const refuses = (act) => {
        try {
          act();
          return false;
        } catch {
          return true;
        }
      };
      const refused = [
        refuses(() => { script.textContent = "window.hostile = 1"; }),
        refuses(() => { script.src = "https://example.com/a.js"; }),
        // In a timer, because what a debugger evaluates itself may use `eval`.
        await new Promise((done) => setTimeout(() => done(refuses(() => eval("1"))))),
      ];
      await fetch("https://example.com/").catch(() => {});
      const frame = document.createElement("iframe");
      frame.src = "https://example.com/";
      document.body.append(frame);
      const markup = [
        "<img src=x onerror='window.hostile = 1'>",
        "<b/onclick=window.hostile=1>x</b>",
        "<SCRIPT>window.hostile = 1</SCRIPT>",
        "<iframe src=https://example.com>",
        "<a href='javascript:window.hostile=1'>x</a>",
        "<base href=https://example.com>",
      ];
      for (const it of markup) {
        refused.push(refuses(() => document.body.insertAdjacentHTML("beforeend", it)));
      }
      document.body.insertAdjacentHTML("beforeend", "<p style='color: red'>x</p>");
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { refused, hostile: window.hostile, directives: [...seen] };
    });
    expect(outcome.hostile).toBeUndefined();
    expect(outcome.refused).toEqual(Array(9).fill(true));
    for (const directive of ["connect-src", "frame-src", "style-src-attr"]) {
      expect(outcome.directives).toContain(directive);
    }
  });
});

test("the page that Entra returns to may be framed by us, and is not kept", async ({ request }) => {
  const response = await request.get("/redirect.html");
  const headers = response.headers();
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'self'");
  expect(headers["cross-origin-opener-policy"]).toBeUndefined();
  expect(headers["cache-control"]).toBe("no-store");
});

test("files come compressed, and those named by their content are kept", async ({ page, request }) => {
  await page.goto("/");
  const script = await page.locator("script[type=module]").first().getAttribute("src");
  const response = await request.get(script, { headers: { "accept-encoding": "br" } });
  expect(response.headers()["content-encoding"]).toBe("br");
  expect(response.headers()["cache-control"]).toContain("immutable");
  expect(response.headers()["x-content-type-options"]).toBe("nosniff");
});

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

test("the build id is a digest over what the host serves", async ({ page, baseURL }) => {
  const own = ["_headers", "build.json", "config.json", "staticwebapp.config.json"];
  const names = readdirSync(join(root, "dist"), { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath, it.name).slice(join(root, "dist/").length))
    .filter((it) => !/\.(br|gz)$/.test(it) && !own.includes(it))
    .sort();
  const line = async (name) => {
    const response = await fetch(`${baseURL}/${name}`);
    const served = Buffer.from(await response.arrayBuffer());
    expect(served.equals(readFileSync(join(root, "dist", name))), name).toBe(true);
    return `${sha256(served)}  ${name}\n`;
  };
  const lines = [];
  for (let at = 0; at < names.length; at += 8) {
    lines.push(...(await Promise.all(names.slice(at, at + 8).map(line))));
  }
  await page.goto("/#/trust");
  await expect(page.locator("main")).toContainText(sha256(lines.join("")));
});
