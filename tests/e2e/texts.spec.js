// The guard that every test has: a text that the page lacks shows its key, and a
// placeholder without a value shows its name.
import { expect, test } from "./page.js";

test.use({ tolerated: [/^no text: /] });

test("a key or an open placeholder on the page is a complaint, and other text is none", async ({ page }) => {
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto("/");
  await expect(page.locator("main h1")).toBeVisible();
  expect(complaints).toEqual([]);
  await page.evaluate(() => {
    const added = document.createElement("p");
    added.innerHTML = '<b>page.token.use</b><i>VM {zzz} {vm} is off</i><code>{"vm": 1}</code><u>{zzz} page.token</u>';
    document.querySelector("main").append(added);
    document.querySelector("h1").title = "page.token.label";
    document.querySelector("h1").firstChild.data = "{#days} days";
  });
  await expect
    .poll(() => complaints)
    .toEqual(["page.token.use", "VM {zzz} {vm} is off", "page.token.label", "{#days} days"].map((it) => `no text: ${it}`));
});
