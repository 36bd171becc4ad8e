// What the Azure CLI is to the collector's script, as far as that uses it: it sends the
// requests of `az rest` to the simulated Azure and prints as the CLI prints. A refusal is
// its HTTP phrase with the body in brackets.
import { STATUS_CODES } from "node:http";
import { request } from "node:https";
import { text } from "node:stream/consumers";

const { AZ_SIMULATOR, AZ_TOKEN } = process.env;
const words = process.argv.slice(2);
const option = (name) => words[words.indexOf(name) + 1];

// Only the way leads to the simulator: the host stays the one that the script names.
function sent(method, address, body) {
  const { host, hostname, pathname, search } = new URL(address);
  const { port } = new URL(AZ_SIMULATOR);
  const headers = { host, authorization: `Bearer ${AZ_TOKEN}`, ...(body && { "content-type": "application/json", "content-length": Buffer.byteLength(body) }) };
  return new Promise((resolve, reject) => {
    const asked = request({ host: "localhost", port, path: pathname + search, servername: hostname, method, headers, rejectUnauthorized: false }, resolve);
    asked.on("error", reject);
    asked.end(body);
  });
}

const { oid, tid } = JSON.parse(Buffer.from(AZ_TOKEN.split(".")[1], "base64url"));
if (words[0] === "account") {
  console.log(JSON.stringify({ tenantId: tid, user: { type: "user" } }));
} else if (words[0] === "ad") {
  console.log(oid);
} else {
  const body = words.includes("--body") ? option("--body") : undefined;
  const response = await sent(option("--method").toUpperCase(), option("--url"), body);
  const said = await text(response);
  if (response.statusCode < 300) {
    console.log(said);
  } else {
    console.error(`ERROR: ${STATUS_CODES[response.statusCode]}(${said})`);
    process.exitCode = 1;
  }
}
