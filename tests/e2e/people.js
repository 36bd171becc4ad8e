// The people of the simulated Azure whom one may ask about, and a comparison with one.
import { en, say } from "./page.js";

export const READER = "dfe2890d-5fc9-4bb4-9c40-3ee59a7be944";
export const OWNER = "6ec017f7-80c5-4d9a-ac95-8fc7cbbd624c";

// On a check's page. Gives what tells the first difference.
export async function compareWithOwner(page, words = en) {
  await page.locator("[data-who-may] > summary").click();
  const form = page.locator("[data-someone-else]");
  await form.getByLabel(say(words, "page.subject.label"), { exact: true }).fill(OWNER);
  await form.getByRole("button", { name: say(words, "page.subject.compare") }).click();
  return form.locator("[data-difference]");
}
