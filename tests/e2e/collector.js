// The files that the real Azure CLI has collected from the simulated Azure, opened in the
// page: `cargo xtask collector` makes them.
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { saysTheSame } from "./collected.js";
import { root } from "./hosts.js";
import { test } from "./page.js";

const folder = join(root, "target", "tmp", "collector");

for (const name of readdirSync(folder).filter((it) => it.endsWith(".json"))) {
  const estate = name.replace(/\.json$/, "");
  test(`${estate}: a file of the Azure CLI tells what a run tells`, async ({ page, azure }) => {
    await saysTheSame(page, azure, estate, () => join(folder, name));
  });
}
