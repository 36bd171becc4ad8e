// Who is where: the ports that a run takes, and the hosts that a page of the
// public cloud may talk to. Nothing else in the tests names an address.
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

// Two people on one machine give each a number of their own. It stays below the ports that
// systems give to outgoing connections, any of which could be taken when a test wants it.
const first = Number(process.env.E2E_PORT ?? 21080);

export const azurePort = first + 1;
export const arm = "https://management.azure.com";
export const entra = "https://login.microsoftonline.com";
export const simulator = `https://localhost:${azurePort}`;

// One release, hosted once for each config.json that a host might serve.
// The second one names a file that is not there.
export const sites = Object.fromEntries(
  ["good.json", "missing.json", "not-json.html", "unknown-cloud.json"].map((config, at) => [
    config.split(".")[0],
    {
      config: `tests/e2e/configs/${config}`,
      port: at === 0 ? first : azurePort + at,
      url: `http://localhost:${at === 0 ? first : azurePort + at}`,
    },
  ]),
);
