// Infrastructure code: policies written as code, and what a plan or a template that is
// opened does to JIT's rules.
import { readFileSync } from "node:fs";

import { done, en, expect, ja, paste, say, test } from "./page.js";

const SUBSCRIPTION = "3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08";
const DENY = "MicrosoftDefenderForCloud-JITRule_-834003035_20CC32BB0F3E9E7558EE94760A068632";
const GROUP = "azurerm_network_security_group";

const choose = (page, text) =>
  page.locator("[data-file-place] input").setInputFiles({
    name: "plan.json",
    mimeType: "application/json",
    buffer: Buffer.from(typeof text === "string" ? text : JSON.stringify(text)),
  });

// A plan with these groups: what each has now, and what it will have.
function plan(groups) {
  const rules = (names) => names.map((name) => ({ name }));
  const resources = Object.keys(groups).map((name) => ({ type: GROUP, name, expressions: { security_rule: [{}] } }));
  return {
    format_version: "1.2",
    terraform_version: "1.9.0",
    resource_changes: Object.entries(groups).map(([name, [actions, before, after]]) => ({
      address: `${GROUP}.${name}`,
      mode: "managed",
      type: GROUP,
      name,
      change: { actions, before: { security_rule: rules(before) }, after: { security_rule: rules(after) }, after_unknown: {} },
    })),
    configuration: { root_module: { resources } },
  };
}

const resource = (page, name) => page.locator(`[data-resource$="${name}"]`);

test("a plan tells which rules go, and what to write so that they stay", async ({ page }) => {
  await page.goto("/#/code");
  await choose(page, plan({ web: [["update"], ["ssh", DENY], ["ssh"]], db: [["no-op"], ["ssh"], ["ssh"]] }));
  await expect(page.locator("[data-judged]")).toHaveAttribute("data-judged", "terraform_plan");
  await expect(page.locator(".code-summary")).toHaveText(say(en, "code.summary", { bad: 2, total: 2, unknown: 0 }));
  await expect(resource(page, ".web")).toHaveAttribute("data-outcome", "removes");
  await expect(resource(page, ".web")).toContainText(DENY);
  await expect(resource(page, ".web").locator("pre").first()).toContainText(`resource "${GROUP}" "web" {`);
  await expect(resource(page, ".web").locator("pre").first()).toContainText("ignore_changes = [security_rule]");
  await expect(resource(page, ".db")).toHaveAttribute("data-outcome", "would_remove");
  // The worst is first.
  await expect(page.locator("[data-resource]").first()).toContainText(`${GROUP}.web`);
});

test("a template is judged, and what it does not tell is unknown", async ({ page }) => {
  await page.goto("/#/code?lang=ja");
  const group = (name, properties) => ({ type: "Microsoft.Network/networkSecurityGroups", name, properties });
  await choose(page, {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    resources: [group("nsg-web", { securityRules: [] }), group("nsg-db", { securityRules: "[parameters('rules')]" })],
  });
  await expect(resource(page, "nsg-web")).toHaveAttribute("data-outcome", "replaces");
  await expect(resource(page, "nsg-web").locator("pre")).toContainText("existing = {");
  await expect(resource(page, "nsg-db")).toHaveAttribute("data-outcome", "cannot_tell");
  await expect(resource(page, "nsg-db")).toContainText(ja.code.unclear.expression);
});

test("a file that is neither is refused for what it is, and sent nowhere", async ({ page }) => {
  await page.goto("/#/code");
  for (const [text, why] of [
    ["not json", "not_json"],
    ["{}", "other_file"],
    ['{"terraform_version":"1.9.0","values":{}}', "no_plan"],
  ]) {
    await choose(page, text);
    await expect(page.locator("[data-not-code]")).toHaveAttribute("data-not-code", why);
  }
  // A name in a file is a name, and nothing else.
  const asked = [];
  page.on("request", (it) => asked.push(it.url()));
  const hostile = plan({ "x<img src=x onerror=alert(1)>": [["update"], [DENY], []] });
  await choose(page, hostile);
  await expect(page.locator("[data-resource]")).toContainText("<img src=x");
  expect(asked).toEqual([]);
});

test("the policies of the chosen VMs are code, in each format", async ({ page, azure }) => {
  await page.goto(`/#/subscription/${SUBSCRIPTION}?tab=configured`);
  await paste(page, (await azure.token("subscription-untidy")).accessToken);
  await done(page, 60_000);
  await page.locator('.vm-row[data-vm="vm-web-02"] input').check();
  await page.locator("[data-export-chosen]").click();
  const code = page.locator("[data-export]");
  await expect(code.locator("h2")).toBeFocused();
  await expect(code.locator("pre")).toContainText("resource jit_westeurope_default 'Microsoft.Security/locations/jitNetworkAccessPolicies@2020-01-01' = {");
  await expect(code.locator("pre")).toContainText("resource jit_westeurope_vm_web_02 ");
  await code.getByLabel(en.code.formats.terraform).check();
  await expect(code.locator("pre")).toContainText('resource "azapi_resource" "jit_westeurope_default" {');
  await code.getByLabel(en.code.formats.arm_template).check();
  const download = page.waitForEvent("download");
  await code.locator("[data-save]").click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^jit-rg-shop-prod\.json$/i);
  const { resources } = JSON.parse(readFileSync(await file.path(), "utf8"));
  expect(resources.map((it) => it.name)).toEqual(["westeurope/default", "westeurope/vm-web-02"]);
  expect(JSON.stringify(resources)).not.toContain("requestor");
  await code.locator("[data-close]").click();
  await expect(code).toHaveCount(0);
  await expect(page.locator("[data-export-chosen]")).toBeFocused();
});
