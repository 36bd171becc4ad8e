// The way to the demo's backend, which is loaded when the demo is opened.
import { load } from "./module.js";

let loading;

async function backend() {
  loading ??= load("demo/demo.js", "demo/demo_bg.wasm");
  try {
    return await loading;
  } catch (why) {
    // The next visit tries again.
    loading = undefined;
    throw why;
  }
}

export async function ready() {
  await backend();
}

export async function estates() {
  return (await backend()).estates();
}

export async function open(name, now) {
  return (await backend()).open(name, now);
}

export async function token(tenant, now) {
  return (await backend()).token(undefined, tenant, now);
}

export async function request(json) {
  return (await backend()).request(json);
}
