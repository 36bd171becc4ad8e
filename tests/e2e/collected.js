// The page's script for Cloud Shell, and the file that it leaves. For the Azure CLI stands
// a program that sends what `az rest` would send; with the real one, the files of
// collector.js are made.
import { execFile } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

import { program, serveCli } from "./az.js";
import { card, diagnose, done, en, expect, ja, say } from "./page.js";

const run = promisify(execFile);

// The script starts Python some seventy times. What stands for it on the path may be a
// program that looks for the right version first, each time.
const python = run("python3", ["-c", "import sys; print(sys.executable)"]).then((it) => it.stdout.trim());

// Opens the page for an estate's question and saves the script that it writes.
export async function written(page, { vm, port, goal, source, for: whom, kind }, words = en) {
  await page.goto(`/#/collect?${new URLSearchParams({ vm, port: port ?? "", goal: goal ?? "", source: source ?? "", for: whom ?? "", kind: kind ?? "", lang: words === ja ? "ja" : "en" })}`);
  const script = page.locator("[data-collect-script]");
  const saved = page.waitForEvent("download");
  await script.getByRole("button", { name: say(words, "collect.save"), exact: true }).click();
  return readFileSync(await (await saved).path(), "utf8");
}

// Opens that page for an estate, with the script in sight.
export async function showScript(page, azure) {
  const { ask } = await azure.estate("plan-off");
  await page.goto(`/#/collect?${new URLSearchParams({ vm: ask.vm, port: "3389", goal: "connect" })}`);
  await page.locator("[data-collect-script] details summary").first().click();
}

// Runs a script in a folder of its own, and gives the path of the file that it leaves.
export async function collected(folder, script, token) {
  const cli = await serveCli(token.accessToken);
  const az = join(folder, "az");
  writeFileSync(az, program(cli.port));
  // The script gives Azure time between two looks, which this one doesn't take.
  const sleep = join(folder, "sleep");
  writeFileSync(sleep, "#!/bin/sh\n");
  for (const it of [az, sleep]) chmodSync(it, 0o755);
  const path = join(folder, "script.sh");
  writeFileSync(path, script);
  const found = [folder, dirname(await python), process.env.PATH].join(delimiter);
  try {
    await run("bash", [path], { cwd: folder, env: { ...process.env, PATH: found } });
  } finally {
    cli.stop();
  }
  return join(folder, /FILE='(.+?)'/.exec(script)[1]);
}

export const choose = (page, file) => page.locator("[data-file-place] input[type=file]").setInputFiles(file);

// What each row says, by its check.
const verdicts = (page) =>
  page.locator("[data-check]").evaluateAll((rows) =>
    Object.fromEntries(rows.map((it) => [it.dataset.check, `${it.dataset.verdict} ${it.dataset.case ?? ""}`])));

// Checks an estate live, and then from the file that `made` gives for what the estate asks.
export async function saysTheSame(page, azure, estate, made) {
  await diagnose(page, azure, estate);
  const live = await verdicts(page);
  const headline = await card(page).getByRole("heading").first().textContent();
  // Another Azure of the same kind, and a page without a session.
  const { ask } = await azure.estate(estate);
  await page.evaluate(() => sessionStorage.clear());
  const file = await made(ask);
  await page.goto(`/#/collect?${new URLSearchParams({ vm: ask.vm, lang: "en" })}`);
  await page.reload();
  await choose(page, file);
  await done(page);
  await expect(page.locator("[data-from-file]")).toBeVisible();
  expect(Object.keys(live).length).toBeGreaterThan(25);
  const told = await verdicts(page);
  // What only a token says, no file holds.
  delete live["session.mfa"];
  delete told["session.mfa"];
  expect(told).toEqual(live);
  await expect(card(page).getByRole("heading").first()).toHaveText(headline);
}
