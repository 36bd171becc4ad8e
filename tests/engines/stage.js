// What the other engines run on: the release under its own headers, the simulated Azure
// under Azure's names (through a proxy, for these browsers have no other way to rename a
// host), and a browser that WebDriver drives. `cargo xtask engines` says which.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";

import { Builder, By, until } from "selenium-webdriver";

import { azurePort, root, simulator } from "../e2e/hosts.js";

// The simulator has a certificate of its own making.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";

const { ENGINE, DRIVER, BROWSER, XTASK, AZURE } = process.env;
const [driverPort, proxyPort, hostPort, ownPort] = [10, 11, 12, 13].map((it) => azurePort + it);

export const engine = ENGINE;
export const site = `http://localhost:${hostPort}/`;

const children = [];

async function start(program, args, port) {
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  children.push(child);
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (child.exitCode !== null || tries > 600) throw new Error(`${program} does not answer on ${port}`);
    await pause(100);
  }
  return child;
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
  });

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const hosting = (port) => start(XTASK, ["host", "--port", port, "--config", "tests/e2e/configs/good.json"], port);

let proxy;

export async function setUp() {
  await hosting(hostPort);
  await start(AZURE, ["--port", azurePort], azurePort);
  proxy = createServer((from) => {
    from.on("error", () => {});
    from.once("data", () => {
      const to = connect(azurePort, "127.0.0.1", () => {
        from.write("HTTP/1.1 200 OK\r\n\r\n");
        from.pipe(to).pipe(from);
      });
      to.on("error", () => from.destroy());
    });
  });
  proxy.listen(proxyPort, "127.0.0.1");
  await once(proxy, "listening");
  const port = engine === "firefox" ? ["--port", driverPort] : [`--port=${driverPort}`];
  await start(DRIVER, port, driverPort);
}

export async function tearDown() {
  for (const child of children) child.kill();
  proxy?.close();
}

// A host of its own that can be stopped.
export async function ownHost() {
  const child = await hosting(ownPort);
  return { site: `http://localhost:${ownPort}/`, stop: () => child.kill() };
}

const firefox = {
  browserName: "firefox",
  proxy: { proxyType: "manual", sslProxy: `localhost:${proxyPort}` },
  "moz:firefoxOptions": {
    binary: BROWSER,
    args: ["-headless"],
    prefs: { "intl.accept_languages": "en-GB, en", "layout.css.prefers-color-scheme.content-override": 1 },
  },
};
const webkit = {
  browserName: "MiniBrowser",
  // Its driver takes such a proxy for one that speaks TLS itself.
  "webkitgtk:browserOptions": {
    binary: BROWSER,
    args: ["--automation", `--proxy=http://localhost:${proxyPort}`, "--ignore-host=localhost", "--ignore-tls-errors"],
  },
};

// A new window, with nothing remembered. `wish` is what the engine is told beyond that.
export async function open(wish = {}) {
  const capabilities = {
    ...(engine === "firefox" ? firefox : webkit),
    acceptInsecureCerts: true,
    ...wish,
  };
  const driver = await new Builder()
    .usingServer(`http://localhost:${driverPort}`)
    .withCapabilities(capabilities)
    .build();
  return new Window(driver);
}

export const version = async () => {
  const window = await open();
  const capabilities = await window.driver.getCapabilities();
  await window.close();
  return `${capabilities.getBrowserName()} ${capabilities.getBrowserVersion()}`;
};

const PATIENCE = 30_000;

// What a test does to a window, in the words of the page's automation hooks.
class Window {
  constructor(driver) {
    this.driver = driver;
  }

  // An address that differs only behind the `#` loads nothing anew by itself.
  async goTo(address) {
    await this.driver.get("about:blank");
    await this.driver.get(address);
  }

  find(css) {
    return this.driver.wait(until.elementLocated(By.css(css)), PATIENCE, css);
  }

  // Between being found and being looked at, an element may be drawn anew.
  see(css) {
    const seen = async () => {
      try {
        const [found] = await this.all(css);
        return found && (await found.isDisplayed()) ? found : null;
      } catch (error) {
        if (error.name === "StaleElementReferenceError") return null;
        throw error;
      }
    };
    return this.driver.wait(seen, PATIENCE, css);
  }

  all(css) {
    return this.driver.findElements(By.css(css));
  }

  async text(css) {
    return (await this.find(css)).getText();
  }

  async click(css) {
    const found = await this.see(css);
    await this.run("arguments[0].scrollIntoView({ block: 'center' })", found);
    await this.rests(found);
    // The driver presses a disabled button without an error, and nothing happens.
    await this.driver.wait(() => found.isEnabled(), PATIENCE, `${css} to be usable`);
    await found.click();
  }

  // A click goes to a place, and what comes in above may still move what is there.
  rests(element) {
    let before;
    const rested = async () => {
      const { x, y } = await element.getRect();
      const now = `${x} ${y}`;
      const rests = now === before;
      before = now;
      return rests;
    };
    return this.driver.wait(rested, PATIENCE, "what rests", 50);
  }

  async fill(css, text) {
    const field = await this.see(css);
    await field.clear();
    await field.sendKeys(text);
  }

  run(script, ...args) {
    return this.driver.executeScript(script, ...args);
  }

  until(script, what) {
    return this.driver.wait(() => this.run(`return Boolean(${script})`), PATIENCE, what ?? script);
  }

  done() {
    return this.until(`document.querySelector("main")?.dataset.run === "done"`, "a run to its end");
  }

  async paste(token) {
    await (await this.see("main .field-secret")).sendKeys(token);
    await this.run(`[...document.querySelectorAll("main button")].find((it) => it.textContent.trim() === "Use this token").click()`);
  }

  close() {
    return this.driver.quit();
  }
}

const get = async (path, params = {}) => {
  const response = await fetch(`${simulator}${path}?${new URLSearchParams(params)}`);
  if (!response.ok) throw new Error(await response.text());
  return response.json();
};

export const azure = {
  estate: async (name) => (await get("/_sim/estates")).estates.find((it) => it.name === name),
  token: async (estate) => (await get("/_sim/token", { estate })).accessToken,
};

// Opens the question of an estate with a pasted token, and waits for the answer.
export async function diagnose(window, name, asks = {}) {
  const { ask } = await azure.estate(name);
  const given = Object.entries({ ...ask, ...asks }).filter(([, value]) => value != null);
  await window.goTo(`${site}#/check?${new URLSearchParams(given)}`);
  await window.paste(await azure.token(name));
  await window.done();
}
