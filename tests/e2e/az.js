// What the Azure CLI is to the collector's script, as far as that uses it: it sends the
// requests of `az rest` to the simulated Azure and prints as the CLI prints. A refusal is
// its HTTP phrase with the body in brackets. It lives in the test: a script calls it some
// thirty times, and a program of its own would start as often.
import { once } from "node:events";
import { STATUS_CODES } from "node:http";
import { request } from "node:https";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";

import { simulator } from "./hosts.js";

// The program on the script's path: it hands its words on, and prints what comes back.
export const program = (port) => `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${port}
printf '%s\\0' $# "$@" >&3
read -r status <&3
if [ "$status" = 0 ]; then cat <&3; else cat <&3 >&2; fi
exit "$status"
`;

// Answers such programs with this person's token.
export async function serveCli(token) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let said = "";
    socket.setEncoding("utf8");
    socket.on("error", () => {});
    socket.on("data", async (more) => {
      said += more;
      const [count, ...words] = said.split("\0");
      if (!said.endsWith("\0") || words.length <= Number(count)) return;
      const { status, out } = await answer(words.slice(0, -1), token);
      socket.end(`${status}\n${out}\n`);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: server.address().port, stop: () => server.close() };
}

async function answer(words, token) {
  const option = (name) => words[words.indexOf(name) + 1];
  const { oid, tid } = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  if (words[0] === "account") return { status: 0, out: JSON.stringify({ tenantId: tid, user: { type: "user" } }) };
  if (words[0] === "ad") return { status: 0, out: oid };
  const body = words.includes("--body") ? option("--body") : undefined;
  const response = await sent(option("--method").toUpperCase(), option("--url"), body, token);
  const said = await text(response);
  if (response.statusCode < 300) return { status: 0, out: said };
  return { status: 1, out: `ERROR: ${STATUS_CODES[response.statusCode]}(${said})` };
}

// Only the way leads to the simulator: the host stays the one that the script names.
function sent(method, address, body, token) {
  const { host, hostname, pathname, search } = new URL(address);
  const { port } = new URL(simulator);
  const headers = { host, authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json", "content-length": Buffer.byteLength(body) }) };
  return new Promise((resolve, reject) => {
    const asked = request({ host: "localhost", port, path: pathname + search, servername: hostname, method, headers, rejectUnauthorized: false }, resolve);
    asked.on("error", reject);
    asked.end(body);
  });
}
