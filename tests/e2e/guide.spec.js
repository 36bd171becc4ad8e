// The drawn steps: what a reader sees beside a fix, and the gallery of all of
// them under axe.
import { COLOURS, THE_REST, WIDTHS, expectNoObjection } from "./axe.js";
import { diagnose, en, expect, ja, open, row, say, test } from "./page.js";

const guide = (language) => `/text/${language}.guide.json`;

test("plan-off: the cost first, then each step with its picture", async ({ page, azure }) => {
  await diagnose(page, azure, "plan-off");
  await open(page, "plan.servers");
  const steps = row(page, "plan.servers").locator(".guide");
  await expect(steps.locator(".caution")).toContainText(/^Cost: Plan 2 is billed/);
  const pictures = steps.getByRole("img");
  await expect(pictures).toHaveCount(2);
  await expect(pictures.first()).toHaveAccessibleName(
    /Environment settings”. Marked: 1 Environment settings, 2 Contoso Production/,
  );
  await expect(pictures.first().locator(".scene-marked").nth(1)).toHaveText("Contoso Production");
  // Each step has its place in a picture, and its number stands there.
  await expect(steps.locator(".walk li")).toHaveCount(6);
  await expect(pictures.first().locator(".scene-number")).toHaveText(["1", "2"]);
  await expect(pictures.last().locator(".scene-marked")).toHaveCount(4);
  await expect(steps.locator("figcaption").first()).toContainText("Portal as of 2026-05");
  await expect(steps.locator(".walk-head").first()).toContainText("straight to step 3");
  const link = steps.getByRole("link", { name: say(en, "guide.scene.open") }).first();
  const { ask } = await azure.estate("plan-off");
  const subscription = ask.vm.split("/")[2];
  await expect(link).toHaveAttribute("href", new RegExp(`pricingTier/subscriptionId/${subscription}$`));
  await expect(link).toHaveAttribute("rel", "noopener noreferrer");
});

test("plan-off: the same by command, with and without the reader's names", async ({ page, azure }) => {
  await diagnose(page, azure, "plan-off");
  await open(page, "plan.servers");
  const steps = row(page, "plan.servers").locator(".guide");
  await steps.getByRole("radio", { name: say(en, "guide.ways.azure_cli") }).check();
  const { ask } = await azure.estate("plan-off");
  const subscription = ask.vm.split("/")[2];
  const line = steps.locator("pre").nth(1);
  await expect(line).toContainText("az security pricing create");
  await expect(line).toContainText(subscription);
  await steps.getByRole("checkbox", { name: say(en, "guide.commands.without_names") }).check();
  await expect(line).toContainText("MY_SUBSCRIPTION");
  await expect(steps).not.toContainText(subscription);
  await steps.getByRole("radio", { name: say(en, "guide.ways.rest") }).check();
  await expect(steps.locator("pre").nth(1)).toContainText(/^PUT .*pricings\/VirtualMachines/);
});

test("a missing permission: roles, a custom role, and a message to send", async ({ page, azure }) => {
  await diagnose(page, azure, "person-no-initiate");
  await open(page, "access.initiate");
  const help = row(page, "access.initiate").locator(".permission");
  await expect(help.getByRole("row", { name: /Security Admin/ })).toBeVisible();
  const opens = (key) => help.locator("summary", { hasText: say(en, key) }).click();
  await opens("guide.permission.custom_role");
  const role = JSON.parse(await help.locator("pre").first().textContent());
  expect(role.Actions).toContain(
    "Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action",
  );
  await opens("guide.permission.message_title");
  await expect(help.locator("pre").last()).toContainText("vm-web-01");
});

test("Japanese pictures keep the English term beside their own", async ({ page, azure }) => {
  await page.addInitScript(() => localStorage.setItem("jit-doctor.language", "ja"));
  await diagnose(page, azure, "plan-off", { words: ja });
  await open(page, "plan.servers");
  const steps = row(page, "plan.servers").locator(".guide");
  await expect(steps.locator(".scene-marked").first()).toHaveText(/環境設定\s*Environment settings/);
  await expect(steps.locator("li > p").first()).toContainText("環境設定 (Environment settings)");
});

test("pictures are fetched when a row needs them, each once", async ({ page, azure }) => {
  const paths = [];
  page.on("request", (request) => paths.push(new URL(request.url()).pathname));
  await diagnose(page, azure, "plan-off");
  await open(page, "plan.servers");
  await expect(row(page, "plan.servers").getByRole("img")).toHaveCount(2);
  const scenes = paths.filter((it) => it.startsWith("/scenes/"));
  expect(new Set(scenes).size).toBe(scenes.length);
  expect(scenes).toContain("/scenes/defender-plans.json");
  expect(scenes).not.toContain("/scenes/locks.json");
  expect(paths.filter((it) => it === guide("ja"))).toEqual([]);
});

test("a picture that does not arrive takes nothing from the words", async ({ page, azure }) => {
  await page.route("**/scenes/environment-settings.json", (route) =>
    route.fulfill({ contentType: "text/html", body: "<html>" }),
  );
  await diagnose(page, azure, "plan-off");
  await open(page, "plan.servers");
  const steps = row(page, "plan.servers").locator(".guide");
  await expect(steps.getByText(say(en, "guide.scene.failed"))).toBeVisible();
  await expect(steps.locator("li > p").first()).toContainText("Environment settings");
  await expect(steps.getByRole("img")).toHaveCount(1);
});

// Opens the gallery and waits for all of its pictures; gives how many there are
// in each language.
async function openGallery(page, theme) {
  await page.goto("/#/gallery");
  const columns = page.locator(".gallery > section");
  await expect(columns).toHaveCount(2);
  await expect(columns.first().getByRole("img").nth(50)).toBeVisible();
  await expect(page.locator(".gallery p.quiet")).toHaveCount(0);
  const pictures = await columns.first().getByRole("img").count();
  await expect(columns.last().getByRole("img")).toHaveCount(pictures);
  await page.getByRole("radio", { name: say(en, `guide.gallery.themes.${theme}`) }).check();
  const steps = await columns.first().getByRole("listitem").count();
  expect(steps).toBeGreaterThan(pictures);
  await expect(page.locator(".scene-marked")).toHaveCount(2 * steps);
  return steps;
}

// The awkward names hold a placeholder, which is shown as it stands.
test.use({ tolerated: [/^no text: .*<b>\{vm\}<\/b>/] });

for (const theme of ["light", "dark"]) {
  test(`the gallery, ${theme}: every picture in every language`, async ({ page }) => {
    test.setTimeout(300_000);
    const steps = await openGallery(page, theme);
    await page.setViewportSize({ width: 1280, height: 900 });
    if (theme === "light") {
      await expectNoObjection(page, THE_REST, "the gallery");
      await expectNoObjection(page, COLOURS, "around the gallery", { exclude: [".gallery"] });
    }
    for (const language of ["en", "ja"]) {
      const include = [`.gallery > section[lang=${language}]`];
      await expectNoObjection(page, COLOURS, language, { include });
    }
    for (const naming of ["examples", "none", "awkward"]) {
      await page.getByRole("radio", { name: say(en, `guide.gallery.names.${naming}`) }).check();
      await expect(page.locator(".scene-marked")).toHaveCount(2 * steps);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const overhang = await page.evaluate(
          () => document.documentElement.scrollWidth - innerWidth,
        );
        expect(overhang, `${naming}, ${width} px`).toBeLessThanOrEqual(0);
      }
      if (naming === "none") {
        // Names without words show that they are not known.
        await expect(page.locator("section[lang=en] .scene-marked").nth(1)).toHaveText("‹your subscription›");
        // Where no step points to it, nothing is made up.
        await expect(page.locator(".scene-word:not(.scene-marked *)").filter({ hasText: "‹" })).toHaveCount(0);
        await expect(page.locator(".gallery")).not.toContainText(/\{\w+\}/);
      }
    }
  });
}

test("request-expired: the opened guide is compact", async ({ page, azure }) => {
  await diagnose(page, azure, "request-expired");
  await open(page, "request.open");
  const guide = row(page, "request.open").locator(".guide");
  await guide.locator(".walk-more > summary").click();
  await expect(guide.getByRole("img")).toHaveCount(4);
  for (const [width, most] of [
    [1280, 1_500],
    [390, 3_000],
  ]) {
    await page.setViewportSize({ width, height: 900 });
    const { height } = await guide.boundingBox();
    expect(height, `at ${width}`).toBeLessThanOrEqual(most);
  }
});
