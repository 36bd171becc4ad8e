// Makes modules of WebAssembly small with Binaryen. One process makes many, one after
// another: starting takes longer than most of the page's parts do.
//
// Each line in is a module: {"from": path, "to": path, "isWhole": boolean}. Each line out
// says that one is there.
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

import binaryen from "binaryen";

// What browsers have had for years and rustc uses. Never all features: those of tomorrow
// make a module that browsers refuse today.
const { Features } = binaryen;
const FEATURES =
  Features.BulkMemory |
  Features.BulkMemoryOpt |
  Features.CallIndirectOverlong |
  Features.Multivalue |
  Features.MutableGlobals |
  Features.NontrappingFPToInt |
  Features.ReferenceTypes |
  Features.SignExt;

// As `wasm-opt -Oz`, and without inlining.
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
binaryen.setGenerateStackIR(true);
binaryen.setOptimizeStackIR(true);
binaryen.setAlwaysInlineMaxSize(0);
binaryen.setOneCallerInlineMaxSize(0);
// Rust puts nothing into the first kilobyte of memory.
binaryen.setLowMemoryUnused(true);

for await (const line of createInterface({ input: process.stdin })) {
  const { from, to, isWhole } = JSON.parse(line);
  // Memory begins as zeros in a module that is all there is. In one with parts it does
  // not, for the parts write into it.
  binaryen.setZeroFilledMemory(isWhole);
  const module = binaryen.readBinary(readFileSync(from));
  module.setFeatures(FEATURES);
  // Flattened and rolled up again, a module is a fiftieth smaller after compression.
  module.runPasses(["flatten", "rereloop"]);
  module.optimize();
  module.optimize();
  // Another fortieth goes where all accesses to memory give the same hint of their
  // alignment, which engines ignore, and where functions of one name, made from the same
  // generic code, stand side by side. Symbols go here, not in Cargo, whose stripping drops
  // the section that wasm-bindgen reads.
  module.runPasses(["dealign", "reorder-functions-by-name", "strip-debug", "strip-producers"]);
  writeFileSync(to, module.emitBinary());
  module.dispose();
  console.log(to);
}
