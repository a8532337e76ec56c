import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { fail, SERVER, succeed } from "./agentkit-process.js";
import { startChain, type LocalChain } from "./local-chain.js";

const TOKEN = "a-token-that-nobody-guesses";

let chain: LocalChain;
let server: ChildProcess;
let url: URL;

before(async () => {
  chain = await startChain();
  server = spawn(process.execPath, [SERVER, "--http"], {
    env: {
      PATH: process.env["PATH"],
      CHIMERA_WALLET_KEY: chain.account(0).private_key,
      CHIMERA_BASE_RPC_URL: chain.rpc_url,
      CHIMERA_AGENTKIT_TOKEN: TOKEN,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  server.stdout?.on("data", (chunk) => assert.fail(`standard output: ${String(chunk)}`));
  const lines = createInterface({ input: server.stderr as NodeJS.ReadableStream });
  const [line] = (await once(lines, "line")) as [string];
  url = new URL(line.replace("listening on ", ""));
});

after(async () => {
  server.kill("SIGTERM");
  await chain.stop();
});

async function connect(): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const requestInit = { headers: { authorization: `Bearer ${TOKEN}` } };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit }) as Transport);
  return client;
}

test("a real client pays over Streamable HTTP, and of two at once one is BUSY", async () => {
  const [first, second] = [await connect(), await connect()];
  const { address } = chain.account(0);
  const to = chain.account(2).address;
  const [had, nonce] = [await chain.balance(to), await chain.nonce(address)];
  const details = await succeed(first, "get_wallet_details", {});
  assert.deepEqual([details["address"], details["nonce"]], [address, nonce]);
  const args = { to, amount_wei: "9", nonce };
  const results = await Promise.allSettled([
    succeed(first, "native_transfer", args),
    succeed(second, "native_transfer", args),
  ]);
  assert.deepEqual(results.map((result) => result.status).sort(), ["fulfilled", "rejected"]);
  assert.equal((await fail(second, "native_transfer", args)).code, "NONCE_USED");
  assert.equal(await chain.balance(to), had + 9n);
  await first.close();
  await second.close();
});

function ask(options: { method?: string; path?: string; headers?: Record<string, string>; body?: string }) {
  return new Promise<number>((resolve, reject) => {
    const { method = "POST", path = "/mcp", headers = {}, body = "{}" } = options;
    const outgoing = request({ host: url.hostname, port: url.port, path, method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    outgoing.once("error", reject).end(method === "GET" ? "" : body);
  });
}

test("whoever has no token, comes from a web page, or asks for too much is turned away", async () => {
  const authorization = `Bearer ${TOKEN}`;
  assert.equal(await ask({}), 401);
  assert.equal(await ask({ headers: { authorization: "Bearer a-token-that-somebody-guess" } }), 401);
  assert.equal(await ask({ headers: { authorization: TOKEN } }), 401);
  assert.equal(await ask({ headers: { authorization, host: "evil.example" } }), 403);
  assert.equal(await ask({ headers: { authorization, origin: "http://evil.example" } }), 403);
  assert.equal(await ask({ headers: { authorization }, path: "/" }), 404);
  assert.equal(await ask({ headers: { authorization }, method: "GET" }), 405);
  assert.equal(await ask({ headers: { authorization }, body: "{" }), 400);
  assert.equal(await ask({ headers: { authorization }, body: JSON.stringify("x".repeat(70_000)) }), 400);
});

test("listens on loopback only", () => {
  assert.equal(url.hostname, "127.0.0.1");
});
