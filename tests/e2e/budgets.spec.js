// What the page may cost: files at the first load, reads of a run, memory, and
// the time that a run takes beyond what the network forces.
import { readFileSync } from "node:fs";

import { MEGABYTE, holdMemories, inWords, memory } from "./memory.js";
import { card, diagnose, done, en, expect, machine, paste, route, say, subscription, test, weighed } from "./page.js";

// A run may be over before anybody looks twice, so the page itself is watched.
function whenRunning() {
  const main = document.querySelector("main");
  return new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      if (main.dataset.run !== "running") return;
      observer.disconnect();
      resolve();
    }).observe(main, { attributeFilter: ["data-run"] });
  });
}

test("whoever does not sign in loads neither Microsoft's library nor the demo", async ({ page }) => {
  const paths = [];
  page.on("request", (request) => paths.push(new URL(request.url()).pathname));
  await page.goto("/");
  await expect(page.getByLabel("Access token", { exact: true })).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(paths.filter((it) => /msal|redirect|demo/.test(it))).toEqual([]);
  expect(paths.filter((it) => it.startsWith("/text/"))).toEqual(["/text/en.json"]);
});

// What a page costs that is opened on its own, with all that it fetches from its host,
// compressed. A page may only become lighter than this. Each has a few thousand bytes to
// spare, where the aim allows it: builds of one source in two places differ by hundreds.
// That of a shared result is 350 KB; its few hundred bytes more are that difference.
for (const [name, most, open] of [
  ["a shared result", 350_500, shared],
  ["a page of words", 265_000, words],
  ["the choice of a VM", 314_000, (page, azure) => withToken(page, azure, "healthy", "/#/target")],
  ["a check", 559_000, (page, azure) => diagnose(page, azure, "healthy")],
  ["a subscription", 450_000, listed],
]) {
  test(`${name} costs at most ${most} bytes`, async ({ page, azure, baseURL }) => {
    const weigh = weighed(page, baseURL);
    await open(page, azure);
    await page.waitForLoadState("networkidle");
    const { total, files } = await weigh();
    console.log(`${name}: ${total} bytes in ${files} files`);
    expect(total).toBeGreaterThan(most / 2);
    expect(total).toBeLessThanOrEqual(most);
  });
}

// It goes on to fetch what the next questions and the answer need, so that it works
// without a connection. What counts is what somebody waits for.
test("a check by hand is ready after at most 309,000 bytes", async ({ page, baseURL }) => {
  const weigh = weighed(page, baseURL);
  await page.goto("/#/guide?goal=connect&port=3389");
  await expect(page.locator(".by-hand figure").first()).toBeVisible();
  const needed = await weigh();
  await page.waitForLoadState("networkidle");
  const { total } = await weigh();
  console.log(`a check by hand: ${needed.total} bytes in ${needed.files} files, ${total} with all that is fetched ahead`);
  expect(needed.total).toBeGreaterThan(175_000);
  expect(needed.total).toBeLessThanOrEqual(309_000);
});

async function withToken(page, azure, estate, address) {
  await page.goto(address);
  await paste(page, (await azure.token(estate)).accessToken);
  await expect(subscription(page)).toBeVisible();
}

async function listed(page, azure) {
  await page.goto("/#/subscription/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08");
  await paste(page, (await azure.token("subscription-mixed")).accessToken);
  await done(page);
}

async function words(page) {
  await page.goto("/#/trust");
  await expect(page.getByRole("heading", { level: 1, name: say(en, "page.trust.title") })).toBeVisible();
}

async function shared(page) {
  const frozen = readFileSync(new URL("../integration/frozen/estates.jsonl", import.meta.url), "utf8");
  await page.goto(`/#/result/${JSON.parse(frozen.split("\n")[0]).link}`);
  await expect(card(page)).toBeVisible();
}

test("the app's texts come beside its module, not after it", async ({ page }) => {
  const texts = page.waitForRequest("**/text/en.app.json");
  // The module waits for the texts, which so cannot wait for it.
  await page.route("**/assets/part*.wasm", async (module) => {
    await texts;
    await module.continue();
  });
  await page.goto("/#/trust");
  await expect(page.getByRole("heading", { level: 1, name: say(en, "page.trust.title") })).toBeVisible();
});

test("a result's texts come beside its module, and nothing is fetched twice", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const areas = ["app", "checks", "shared"].map((it) => page.waitForRequest(`**/text/en.${it}.json`));
  await page.route("**/assets/part*.wasm", async (module) => {
    await Promise.all(areas);
    await module.continue();
  });
  await shared(page);
  await page.waitForLoadState("networkidle");
  expect(asked.filter((it, at) => asked.indexOf(it) !== at)).toEqual([]);
  // The parts that the page shows are one file.
  expect(asked.filter((it) => it.startsWith("/assets/part"))).toHaveLength(1);
});

for (const estate of ["healthy", "healthy-enable", "person-vm-only", "firewall-policy", "window-open"]) {
  test(`${estate}: a run is at most 25 reads, and none of them twice`, async ({ page, azure }) => {
    const token = await diagnose(page, azure, estate);
    const { requests } = await azure.requests(token);
    const reads = requests
      .filter((it) => it.method !== "OPTIONS")
      .map((it) => `${it.method} ${it.path.toLowerCase()}`);
    // The list of tenants in the header is read once a session, beside the runs.
    reads.splice(reads.findIndex((it) => it.includes("/tenants?")), 1);
    console.log(`${estate}: ${reads.length} reads`);
    expect(reads.length).toBeLessThanOrEqual(25);
    // What Azure works out is asked after until it is there, at one address.
    const once = reads.filter((it) => !it.includes("/operationresults/"));
    expect(once.filter((it, at) => once.indexOf(it) !== at)).toEqual([]);
  });
}

test("the time of a run is the network's", async ({ page, azure }) => {
  const { ask } = await azure.estate("healthy");
  const [latency, depth] = [150, 3];
  const run = async () => {
    await page.goto("about:blank");
    await page.goto("/#/target");
    await paste(page, (await azure.token("healthy", { latency })).accessToken);
    await expect(subscription(page)).toBeVisible();
    return page.evaluate(async (address) => {
      const start = performance.now();
      location.href = address;
      while (document.querySelector("main").dataset.run !== "done") {
        await new Promise(requestAnimationFrame);
      }
      return performance.now() - start;
    }, route(ask));
  };
  // VM, network interface, subnet. The simulator answers preflights at once;
  // Azure takes its time for them too, which doubles the figure at the worst.
  const forced = depth * latency;
  let took = await run();
  // A machine that is busy with something else is no fault of the page: the best counts.
  for (let tries = 1; tries < 4 && took >= 5 * forced; tries += 1) {
    took = Math.min(took, await run());
  }
  console.log(
    `${latency} ms latency: ${took.toFixed(0)} ms to the full checklist, ` +
      `${(took / forced).toFixed(2)} x (depth ${depth} x latency), preflights aside`,
  );
  expect(took).toBeGreaterThan(forced);
  expect(took).toBeLessThan(5 * forced);
});

test.describe("memory", () => {
  test.beforeEach(async ({ page }) => {
    await page.addInitScript(holdMemories);
  });

  test("after one run it is at most 40 MB", async ({ page, azure }) => {
    await diagnose(page, azure, "healthy");
    const used = await memory(page);
    console.log(`after one run: ${inWords(used)}`);
    expect(used.all).toBeLessThanOrEqual(40 * MEGABYTE);
  });

  test("with 5,000 machines to choose from it is at most 80 MB", async ({ page, azure }) => {
    await page.goto("/#/target");
    await paste(page, (await azure.token("many-vms")).accessToken);
    await subscription(page).click();
    await page.getByRole("option", { name: /Contoso Production/ }).click();
    await expect(page.getByText(/5,\d{3} VMs in this subscription/)).toBeVisible({ timeout: 60_000 });
    await machine(page).click();
    await expect(page.getByRole("option").first()).toBeVisible();
    const used = await memory(page);
    console.log(`with 5,000 machines: ${inWords(used)}`);
    expect(used.all).toBeLessThanOrEqual(80 * MEGABYTE);
  });

  test("with 10,003 VMs of a subscription it is at most 60 MB, and 1.3 times as much when read again", async ({ page, azure }) => {
    test.setTimeout(300_000);
    await page.goto("/#/subscription/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08");
    await paste(page, (await azure.token("subscription-many")).accessToken);
    await done(page, 60_000);
    await expect(page.getByText(/10,003/).first()).toBeVisible();
    const once = await memory(page);
    console.log(`with 10,003 VMs of a subscription: ${inWords(once)}`);
    expect(once.all).toBeLessThanOrEqual(60 * MEGABYTE);
    const again = page.getByRole("button", { name: say(en, "inventory.progress.again") });
    for (let reading = 2; reading <= 4; reading += 1) {
      const started = page.evaluate(whenRunning);
      await again.click();
      await started;
      await done(page, 60_000);
      const used = await memory(page);
      const ratio = used.all / once.all;
      console.log(`one reading: ${inWords(once)}; after ${reading}: ${inWords(used)}, ${ratio.toFixed(2)} x`);
      expect(ratio).toBeLessThanOrEqual(1.3);
    }
  });

  test("fifty runs more take no more", async ({ page, azure }) => {
    test.setTimeout(240_000);
    await diagnose(page, azure, "plan-p1");
    const again = page.getByRole("button", { name: say(en, "components.checklist.recheck_all") });
    const rerun = async (times) => {
      for (let run = 0; run < times; run += 1) {
        const started = page.evaluate(whenRunning);
        await again.click();
        await started;
        await done(page);
      }
      await expect(card(page)).toHaveAttribute("data-root-cause", "plan.tier");
      return memory(page);
    };
    // The first few still fill caches and pools.
    const before = await rerun(5);
    const after = await rerun(50);
    console.log(`before fifty runs: ${inWords(before)}; after: ${inWords(after)}`);
    expect(after.all - before.all).toBeLessThan(MEGABYTE);
  });
});
