// The page's script for Cloud Shell, and the file that it leaves. For the Azure CLI stands
// a program that sends what `az rest` would send; the real one has its own test
// (tests/integration/az/collect.py).
import { execFile } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { root, simulator } from "./hosts.js";
import { en, ja, say } from "./page.js";

const run = promisify(execFile);

// Opens the page for an estate's question and saves the script that it writes.
export async function written(page, { vm, port, goal, source }, words = en) {
  await page.goto(`/#/collect?${new URLSearchParams({ vm, port: port ?? "", goal: goal ?? "", source: source ?? "", lang: words === ja ? "ja" : "en" })}`);
  const script = page.locator("[data-collect-script]");
  const saved = page.waitForEvent("download");
  await script.getByRole("button", { name: say(words, "collect.save"), exact: true }).click();
  return readFileSync(await (await saved).path(), "utf8");
}

// Runs a script in a folder of its own, and gives the path of the file that it leaves.
export async function collected(folder, script, token) {
  const az = join(folder, "az");
  writeFileSync(az, `#!/bin/sh\nexec "${process.execPath}" "${root}tests/e2e/az.js" "$@"\n`);
  chmodSync(az, 0o755);
  const path = join(folder, "script.sh");
  writeFileSync(path, script);
  await run("bash", [path], {
    cwd: folder,
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}`, AZ_SIMULATOR: simulator, AZ_TOKEN: token.accessToken },
  });
  return join(folder, /FILE='(.+?)'/.exec(script)[1]);
}

export const choose = (page, file) => page.locator("[data-collect-open] input[type=file]").setInputFiles(file);
