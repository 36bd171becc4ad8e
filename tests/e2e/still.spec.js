// Nothing moves under the pointer: what the reader can press or fill in stays where it is
// as Azure answers, and as texts come.
import { diagnose, en, expect, paste, say, subscription, test, vms } from "./page.js";

const act = (page) => page.locator("[data-act]");

// The VMs of an estate's subscription, all of them chosen, and what is offered for them.
async function offerForAll(page, azure, estate, tab, offer) {
  await vms(page, azure, en, estate, tab);
  await page.locator("[data-choose-all]").first().click();
  return () => page.locator(`.vm-chosen [data-offer="${offer}"]`).click();
}

const PERMISSIONS = /\/providers\/Microsoft\.Authorization\/permissions\?/i;

const allowed = (page) => act(page).getByText(say(en, "acts.gate.allowed"));

// How each is opened, up to the step that asks for it; the answer that is held back; where
// nothing may move; and what is in sight once the answer is there.
const FORMS = {
  "the choice of a VM": {
    open: async (page, azure) => {
      await page.goto("/#/");
      return async () => {
        await paste(page, (await azure.token("healthy")).accessToken);
        await subscription(page).click();
        await expect(page.getByRole("option")).not.toHaveCount(0);
      };
    },
    held: /\/tenants\?/,
    place: (page) => page.locator("main"),
    told: (page) => page.getByText(say(en, "page.target.tenant.switch")),
  },
  "a question by hand": {
    open: async (page) => () => page.goto("/#/guide?goal=connect&port=3389"),
    held: /\/text\/en\.neutral\./,
    place: (page) => page.locator("[data-question] form"),
    told: (page) => page.locator("[data-question]").getByText(say(en, "by_hand.should")),
  },
  "a request": {
    open: async (page, azure) => {
      await diagnose(page, azure, "healthy", { asks: { goal: "request" } });
      return () => page.locator("[data-offer=request]").click();
    },
    held: PERMISSIONS,
    place: act,
    told: allowed,
  },
  "JIT turned on": {
    open: (page, azure) => offerForAll(page, azure, "turn-on-locked", "not-configured", "turn_on"),
    held: PERMISSIONS,
    place: act,
    told: allowed,
  },
  "a change before it is sent": {
    open: async (page, azure) => {
      const open = await offerForAll(page, azure, "subscription-untidy", "configured", "edit");
      await open();
      await act(page).locator("[data-change]").selectOption("remove_ports");
      await act(page).locator("input").first().fill("22");
      return () => act(page).locator("[data-review]").click();
    },
    held: PERMISSIONS,
    place: act,
    told: allowed,
  },
};

// Where everything stands that can be pressed or filled in.
const reachable = (place) =>
  place.locator("a, button, input, select, textarea, summary").evaluateAll((all) =>
    all
      .filter((it) => it.checkVisibility())
      .map((it) => {
        const { x, y } = it.getBoundingClientRect();
        return [it.tagName, it.name, it.textContent, x + scrollX, y + scrollY].join(" ");
      }),
  );

for (const [name, { open, held, place, told }] of Object.entries(FORMS)) {
  for (const width of [1280, 390]) {
    test(`${name}: nothing moves as what it waits for comes, ${width} px wide`, async ({ page, azure }) => {
      await page.setViewportSize({ width, height: 844 });
      const ask = await open(page, azure);
      let answer;
      const isHeld = new Promise((resolve) => (answer = resolve));
      const asked = page.waitForRequest(held);
      await page.route(held, async (route) => {
        await isHeld;
        await route.continue();
      });
      await ask();
      await asked;
      await expect(place(page).locator("button, input").first()).toBeVisible();
      await expect(told(page)).toBeHidden();
      const before = await reachable(place(page));
      expect(before.length).toBeGreaterThan(2);
      answer();
      await expect(told(page)).toBeVisible();
      const after = await reachable(place(page));
      expect(after.filter((it) => before.includes(it))).toEqual(before);
    });
  }
}
