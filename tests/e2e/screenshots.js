// Every screen in both languages, light and dark, on a desk and on a phone.
import { root } from "./hosts.js";
import { en, ja, test } from "./page.js";
import { SCREENS } from "./screens.js";

const WORDS = { en, ja };
const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

// The check of a host asks for what must not be there.
test.use({ tolerated: [/status of 404.*not-there/] });

for (const [language, words] of Object.entries(WORDS)) {
  for (const [name, open] of Object.entries(SCREENS)) {
    test(`${name}, ${language}`, async ({ page, azure }) => {
      await page.addInitScript((it) => {
        if (location.protocol !== "about:") localStorage.setItem("jit-doctor.language", it);
      }, language);
      await open(page, azure, words);
      await page.locator("main h1").waitFor();
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          // The header stays in sight while the page scrolls.
          await page.evaluate(() => scrollTo(0, 0));
          const file = `${name.replaceAll(" ", "-")}-${language}-${size}-${colorScheme}.png`;
          await page.screenshot({ path: `${root}test-results/screens/${file}`, fullPage: true });
        }
      }
    });
  }
}
