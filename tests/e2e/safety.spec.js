// What must hold when something goes wrong around the page: it fails in sight, runs
// nothing of another build, works in no frame, is left only on purpose, and ends a
// session for good.
import { arm, entra, sites } from "./hosts.js";
import { account, card, diagnose, done, en, expect, ja, paste, route, say, test } from "./page.js";

const crash = (page) => page.locator("[data-crash]");
const act = (page) => page.locator("[data-act]");
const left = (page) => page.locator("[data-left] [data-aftermath]");
const microsoft = (page) => page.getByRole("button", { name: "Sign in with Microsoft", exact: true });

test.describe("a program that fails", () => {
  test.use({ tolerated: [/./] });

  async function expectCrash(page) {
    await expect(crash(page)).toBeVisible();
    await expect(crash(page)).toContainText("JIT Doctor has failed");
    await expect(crash(page)).toContainText("JIT Doctor でエラーが発生しました");
    await expect(crash(page).locator("code").first()).toHaveText(/^JIT Doctor \d+\.\d+\.\d+, \S+/);
  }

  test("at its start says so, and leads on", async ({ page }) => {
    await page.addInitScript(() => {
      if (sessionStorage.getItem("mended")) return;
      Node.prototype.cloneNode = () => { throw new Error("broken"); };
    });
    await page.goto("/#/check?port=22");
    await expectCrash(page);
    await page.evaluate(() => sessionStorage.setItem("mended", "1"));
    await crash(page).getByRole("link", { name: "Start again" }).click();
    await expect(page.locator("h1")).toHaveText(say(en, "page.session.title"));
    await expect(crash(page)).toHaveCount(0);
  });

  test("once somebody is signed in says so too, without what they had on the page", async ({ page, azure }) => {
    const token = await diagnose(page, azure, "healthy");
    await page.evaluate(() => {
      Node.prototype.cloneNode = () => { throw new Error("broken"); };
      location.hash = "#/ask";
    });
    await expectCrash(page);
    const text = await page.locator("body").innerText();
    expect(text).not.toContain("vm-web-01");
    expect(text).not.toContain(token.accessToken);
  });

  test("by an exception that goes through it, which no panic hook sees", async ({ page, azure }) => {
    await diagnose(page, azure, "healthy", { asks: { goal: "request" } });
    await page.locator("[data-offer=request]").first().click();
    await expect(act(page).locator("[data-review]")).toBeEnabled();
    await page.evaluate(() => { Date.now = () => { throw new Error("broken"); }; });
    await act(page).locator("[data-review]").click();
    await expectCrash(page);
  });

  test("or whose files do not come is told by the page itself", async ({ page }) => {
    await page.route("**/assets/*.wasm", (it) => it.fulfill({ status: 404, body: "" }));
    await page.goto("/");
    await expect(page.locator("#not-started")).toBeVisible();
    await expect(page.locator("#not-started")).toContainText("まだ起動していません");
  });
});

test("an id that once left the page blank is answered", async ({ page }) => {
  for (const end of ["/providers", "/providers/", "/resourceGroups/providers/providers"]) {
    await page.goto("about:blank");
    await page.goto(`/#/check?vm=/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08/resourceGroups/rg${end}`);
    await expect(page.locator("h1")).toHaveText(say(en, "page.session.title"));
    await expect(crash(page)).toHaveCount(0);
  }
});

test.describe("in a frame of another site", () => {
  test.use({ tolerated: [/a request to http:\/\/localhost|^no policy on/] });

  test("there is no session and nothing to press, only the way out", async ({ page, context }) => {
    const home = sites.good.url;
    const asked = [];
    page.on("request", (it) => asked.push(it.url()));
    await page.route(`${home}/`, async (it) => {
      const response = await it.fetch();
      const { "content-security-policy": policy, "x-frame-options": frames, ...headers } = response.headers();
      expect(policy && frames).toBeTruthy();
      await it.fulfill({ response, headers: { ...headers, "content-security-policy": "default-src 'self' 'wasm-unsafe-eval'" } });
    });
    const address = `${home}/#/check?port=22`;
    await page.route(`${sites.missing.url}/outside`, (it) =>
      it.fulfill({ contentType: "text/html", body: `<iframe src="${address}" width=900 height=600></iframe>` }),
    );
    await page.goto(`${sites.missing.url}/outside`);
    const framed = page.frameLocator("iframe");
    await expect(framed.locator("[data-framed]")).toContainText(say(en, "page.framed.text"));
    await expect(framed.locator("button, input, header")).toHaveCount(0);
    expect(asked.filter((it) => it.startsWith(arm) || it.startsWith(entra) || it.includes("/app/"))).toEqual([]);
    const opened = context.waitForEvent("page");
    await framed.getByRole("link", { name: say(en, "page.framed.open") }).click();
    expect((await opened).url()).toBe(address);
  });
});

test.describe("a demo link while somebody is signed in", () => {
  test("ends no session: the demo is opened beside it, or by choice", async ({ page, azure, context }) => {
    await page.goto("/");
    await paste(page, (await azure.token("healthy")).accessToken);
    await expect(account(page)).toBeVisible();
    await page.evaluate(() => { location.hash = "#/demo/vm-no-nsg"; });
    const beside = page.locator("[data-beside]");
    await expect(beside).toBeVisible();
    await expect(account(page)).toBeVisible();
    const opening = context.waitForEvent("page");
    await beside.getByRole("link", { name: say(en, "page.demo.beside.tab") }).click();
    const other = await opening;
    await done(other);
    await expect(other.locator(".demo-banner")).toBeVisible();
    await other.close();
    await beside.getByRole("link", { name: say(en, "page.demo.beside.stay") }).click();
    await expect(page.locator("h1")).toHaveText(say(en, "page.target.title"));
    await expect(account(page)).toBeVisible();
    await expect(page.locator(".demo-banner")).toHaveCount(0);
    await page.goBack();
    await beside.getByRole("button", { name: say(en, "page.demo.beside.here") }).click();
    await expect(page.locator(".demo-banner")).toBeVisible();
  });
});

test.describe("an act under way", () => {
  // Has a request under way that Azure is slow with.
  async function underWay(page, azure, estate) {
    const token = await diagnose(page, azure, estate, { asks: { goal: "request" } });
    await page.locator("[data-offer=request]").first().click();
    await act(page).locator("[data-review]").click();
    await act(page).locator("[data-send]").click();
    await expect(page.locator(".act-progress [aria-current]")).toHaveText(en.acts.request.progress.initiating);
    return token;
  }

  // Answers the next questions of the page, and collects them.
  function answer(page, answers) {
    const asked = [];
    page.on("dialog", async (it) => {
      asked.push([it.type(), it.message()]);
      await (answers.shift() ? it.accept() : it.dismiss());
    });
    return asked;
  }

  test("is left by no link and no Back without a word, and is looked up afterwards", async ({ page, azure }) => {
    const answers = [false, false, true];
    const asked = answer(page, answers);
    await underWay(page, azure, "request-never-settles");
    const address = page.url();
    await page.getByRole("link", { name: say(en, "page.footer.trust") }).click();
    await expect.poll(() => asked).toEqual([["confirm", en.acts.left.question]]);
    await expect(page).toHaveURL(address);
    await page.evaluate(() => history.back());
    await expect.poll(() => asked.length).toBe(2);
    await expect(act(page)).toHaveAttribute("data-step", "running");
    await expect(page).toHaveURL(address);
    // It is asked in the language that the page has by then.
    await page.locator("header button[lang=ja]").click();
    await page.getByRole("link", { name: say(ja, "page.footer.trust") }).click();
    await expect(page.locator("h1")).toHaveText(say(ja, "page.trust.title"));
    expect(asked.at(-1)).toEqual(["confirm", ja.acts.left.question]);
    await expect(left(page)).toHaveAttribute("data-aftermath", "under_way");
    await expect(left(page)).toContainText("vm-web-01");
    await left(page).locator("[data-forget]").click();
    await expect(left(page)).toHaveCount(0);
    expect(await page.evaluate(() => sessionStorage.getItem("jit-doctor.under-way"))).toBeNull();
  });

  test("is not lost by a reload: what became of it is told after the next sign-in", async ({ page, azure }) => {
    const asked = answer(page, [true]);
    const token = await underWay(page, azure, "healthy");
    const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
    expect(kept).toContain("under-way");
    expect(kept).not.toContain(token.accessToken.split(".")[2]);
    await page.reload();
    await expect.poll(() => asked.map(([type]) => type)).toEqual(["beforeunload"]);
    await paste(page, token.accessToken);
    await done(page);
    await expect(async () => {
      await left(page).locator("[data-look]").click();
      await expect(left(page)).toHaveAttribute("data-aftermath", "open", { timeout: 1_000 });
    }).toPass();
    const { requests } = await azure.requests(token);
    expect(requests.filter((it) => it.path.includes("/initiate")).length).toBe(1);
  });

  test("that came to its end is remembered no longer, and asks nothing", async ({ page, azure }) => {
    const asked = answer(page, []);
    await underWay(page, azure, "healthy");
    await expect(act(page).locator("[data-outcome]")).toHaveAttribute("data-outcome", "opened", { timeout: 60_000 });
    expect(await page.evaluate(() => sessionStorage.getItem("jit-doctor.under-way"))).toBeNull();
    await page.getByRole("link", { name: say(en, "page.footer.trust") }).click();
    await expect(page.locator("h1")).toHaveText(say(en, "page.trust.title"));
    await expect(left(page)).toHaveCount(0);
    expect(asked).toEqual([]);
  });
});

test.describe("a part of the page that cannot be fetched", () => {
  test.use({ tolerated: [/Failed to load|Failed to fetch|integrity|modulepreload|net::ERR|Failed to find a valid digest/i] });

  const hostile = "window.hostile = 1; export default () => {}; export const start = () => { window.hostile = 2; };";
  const cases = [
    ["unreachable", "assets/part*.wasm", (it) => it.abort()],
    ["changed", "assets/part*.wasm", (it) => it.fulfill({ status: 404, body: "" })],
    ["changed", "assets/part*.wasm", (it) => it.fulfill({ contentType: "application/wasm", body: "other" })],
    ["changed", "app.css", (it) => it.fulfill({ contentType: "text/css", body: "main { display: none }" })],
    ["changed", "signed-in.css", (it) => it.fulfill({ contentType: "text/css", body: "main { display: none }" }), "subscription-mixed", "[role=table]"],
    ["changed", "many.css", (it) => it.fulfill({ contentType: "text/css", body: "main { display: none }" }), "subscription-mixed", "[role=table]"],
    ["changed", "demo/demo.js", (it) => it.fulfill({ contentType: "text/javascript", body: hostile })],
    ["status", "assets/part*.wasm", (it) => it.fulfill({ status: 503, body: "" })],
  ];
  for (const [at, [why, file, does, story = "vm-no-nsg", shown = "[data-verdict-card]"]] of cases.entries()) {
    test(`${file} (${at}): ${why}, and a way on`, async ({ page }) => {
      await page.route(`**/${file}`, does);
      await page.goto(`/#/demo/${story}`);
      const notice = page.locator("[data-not-loaded]");
      await expect(notice).toHaveAttribute("data-not-loaded", why);
      await expect(notice).toContainText(say(en, `page.not_loaded.${why}`, { status: "503" }));
      expect(await page.evaluate(() => window.hostile)).toBeUndefined();
      await page.unroute(`**/${file}`);
      await notice.getByRole("button", { name: say(en, "page.not_loaded.reload") }).click();
      await done(page);
      await expect(page.locator(shown)).toBeVisible();
    });
  }

  test("an address that changes while the app is on its way opens one app", async ({ page }) => {
    const asked = page.waitForRequest("**/assets/part*.wasm");
    let go;
    const gone = new Promise((resolve) => { go = resolve; });
    await page.route("**/assets/part*.wasm", async (it) => {
      await gone;
      await it.continue();
    });
    await page.goto("/#/trust");
    await asked;
    // The page's own listeners were there before this one.
    await page.evaluate(() => {
      const heard = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
      location.hash = "#/demo";
      return heard;
    });
    go();
    await expect(page.locator("h1", { hasText: say(en, "page.demo.title") }).first()).toBeVisible();
    await expect(page.locator("main")).toHaveCount(1);
  });

  for (const file of ["assets/part*.wasm", "assets/parts-*.json"]) test(`a page whose ${file} could not be fetched is there when it is asked for again`, async ({ page }) => {
    await page.goto("/#/trust");
    await expect(page.locator("h1")).toHaveText(say(en, "page.trust.title"));
    await page.evaluate(() => { window.sameDocument = true; });
    await page.route(`**/${file}`, (it) => it.abort());
    await page.evaluate(() => { location.hash = "#/compare"; });
    await expect(page.locator("[data-not-loaded]")).toHaveAttribute("data-not-loaded", "unreachable");
    await page.unroute(`**/${file}`);
    await page.getByRole("button", { name: say(en, "page.not_loaded.retry") }).click();
    await expect(page.locator("h1")).toHaveText(say(en, "page.compare.title"));
    expect(await page.evaluate(() => window.sameDocument)).toBe(true);
  });

  test("a pasted token stays in its field, and is taken once the app is there", async ({ page, azure }) => {
    const { ask } = await azure.estate("plan-off");
    await page.route("**/assets/part*.wasm", (it) => it.abort());
    await page.goto(route(ask));
    const { accessToken } = await azure.token("plan-off");
    await paste(page, accessToken);
    await expect(page.locator("[data-not-loaded]")).toHaveAttribute("data-not-loaded", "unreachable");
    await expect(page.getByLabel("Access token", { exact: true })).toHaveValue(accessToken);
    await page.unroute("**/assets/part*.wasm");
    await page.getByRole("button", { name: say(en, "page.token.use"), exact: true }).click();
    await done(page);
  });

  test("the sign-in library of another build is not run", async ({ page }) => {
    await page.route("**/msal.js", (it) => it.fulfill({ contentType: "text/javascript", body: hostile }));
    await page.goto("/");
    await microsoft(page).click();
    await expect(page.getByText(say(en, "page.msal.codes.library_changed"))).toBeVisible();
    expect(await page.evaluate(() => window.hostile)).toBeUndefined();
  });
});

for (const [what, clipboard] of [
  ["is not there", () => Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined })],
  ["refuses", () => Object.defineProperty(Navigator.prototype, "clipboard", {
    get: () => ({ writeText: () => Promise.reject(new DOMException("no", "NotAllowedError")) }),
  })],
]) {
  test(`a clipboard that ${what}: the text is there, selected, to be copied by hand`, async ({ page }) => {
    await page.addInitScript(clipboard);
    await page.goto("/#/ask");
    await page.getByLabel(say(en, "page.ask.port"), { exact: true }).fill("3389");
    const link = await page.locator("[data-ask-link] code").innerText();
    await page.getByRole("button", { name: say(en, "page.ask.copy") }).click();
    const field = page.locator(".copy-by-hand textarea");
    await expect(field).toHaveValue(link);
    await expect(field).toBeFocused();
    const selected = () =>
      field.evaluate((it) => it.value.slice(it.selectionStart, it.selectionEnd));
    await expect.poll(selected).toBe(link);
    await expect(page.getByText(say(en, "components.copy.refused"))).toBeVisible();
  });
}

test.describe("the end of a session", () => {
  async function signedIn(page, azure) {
    await page.goto("/");
    await paste(page, (await azure.token("healthy")).accessToken);
    await expect(account(page)).toBeVisible();
    await page.evaluate(() => { window.sameDocument = true; });
  }

  // While a document goes, nothing can be asked of it.
  const isSameDocument = (page) => page.evaluate(() => window.sameDocument === true).catch(() => undefined);

  test("leaves no module in which the token has stood", async ({ page, azure }) => {
    await signedIn(page, azure);
    await account(page).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await expect(microsoft(page)).toBeEnabled();
    await expect.poll(() => isSameDocument(page)).toBe(false);
  });

  test("comes with Back too: a page from the browser's cache begins anew", async ({ page, azure }) => {
    await signedIn(page, azure);
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await expect.poll(() => isSameDocument(page)).toBe(false);
    await expect(microsoft(page)).toBeEnabled();
    await expect(account(page)).toHaveCount(0);
  });
});

test("no answer of the host may be framed by another site, error pages included", async ({ request }) => {
  for (const path of ["/", "/index.html", "/redirect.html", "/not-there", "/assets/not-there.js", "/config.json"]) {
    const headers = (await request.get(path)).headers();
    expect(headers["content-security-policy"], path).toContain("frame-ancestors");
    expect(headers["x-frame-options"], path).toBe("SAMEORIGIN");
  }
});

test("the licences of what is shipped are served, and linked", async ({ page, request }) => {
  const text = await (await request.get("/licences.txt")).text();
  for (const name of ["leptos 0.", "wasm-bindgen 0.", "@azure/msal-browser 5.", "Rust standard library"]) {
    expect(text).toContain(`- ${name}`);
  }
  expect(text).not.toMatch(/\/home\/|\/root\//);
  await page.goto("/#/trust");
  await expect(page.getByRole("link", { name: say(en, "page.trust.licences") })).toHaveAttribute("href", "licences.txt");
});
