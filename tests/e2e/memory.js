// How much memory a page holds. `holdMemories` goes in before the page is opened.
import { expect } from "./page.js";

export const MEGABYTE = 1024 * 1024;

// Keeps hold of the memory of every WebAssembly module that is started.
export function holdMemories() {
  window.memories = [];
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const result = await original.apply(WebAssembly, given);
      const { exports } = result.instance ?? result;
      if (exports.memory) window.memories.push(exports.memory);
      return result;
    };
  }
}

// WebAssembly memory and JavaScript heap after a collection, in bytes.
export async function memory(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("HeapProfiler.enable");
  await client.send("HeapProfiler.collectGarbage");
  const { usedSize } = await client.send("Runtime.getHeapUsage");
  await client.detach();
  const wasm = await page.evaluate(() =>
    window.memories.reduce((sum, it) => sum + it.buffer.byteLength, 0),
  );
  expect(wasm, "a WebAssembly memory").toBeGreaterThan(0);
  return { wasm, heap: usedSize, all: wasm + usedSize };
}

export const inWords = ({ wasm, heap }) =>
  `${(wasm / MEGABYTE).toFixed(1)} MB wasm, ${(heap / MEGABYTE).toFixed(1)} MB heap`;
