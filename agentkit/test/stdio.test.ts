import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { SERVER, startAgentkit } from "./agentkit-process.js";
import { FaultProxy } from "./fault-proxy.js";
import { startChain, type LocalChain } from "./local-chain.js";

let chain: LocalChain;
let to: `0x${string}`;

before(async () => {
  chain = await startChain();
  to = chain.account(3).address;
});

after(() => chain.stop());

/** Without the SDK's client, which might forgive what another does not: every byte of both streams. */
async function rawSession(env: Record<string, string>, calls: { name: string; arguments: unknown }[]) {
  const child = spawn(process.execPath, [SERVER], {
    env: { PATH: process.env["PATH"], CHIMERA_BASE_RPC_URL: chain.rpc_url, ...env },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const answered = async (id: number) => {
    while (!stdout.includes(`"id":${id}`)) {
      await once(child.stdout, "data");
    }
  };
  const clientInfo = { name: "raw", version: "1" };
  send({ id: 0, method: "initialize", params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo } });
  await answered(0);
  send({ method: "notifications/initialized" });
  for (const [index, params] of calls.entries()) {
    send({ id: index + 1, method: "tools/call", params });
    await answered(index + 1);
  }
  child.stdin.end();
  const [status] = (await once(child, "exit")) as [number];
  return { stdout, stderr, status };
}

test("standard output carries JSON-RPC only, the key appears nowhere, and the server ends with its client", async () => {
  const { address, private_key } = chain.account(0);
  const nonce = await chain.nonce(address);
  const key = private_key.slice(2);
  const { stdout, stderr, status } = await rawSession({ CHIMERA_WALLET_KEY: `0x${key.toUpperCase()}` }, [
    { name: "get_wallet_details", arguments: { tokens: [chain.tokens.USDC] } },
    { name: "native_transfer", arguments: { to, amount_wei: "1", nonce } },
    { name: "erc20_transfer", arguments: { token: chain.tokens.USDC, to, amount: "1", nonce: nonce + 1 } },
    { name: "erc20_transfer", arguments: { token: chain.tokens.reverts, to, amount: "1", nonce: nonce + 2 } },
    { name: "native_transfer", arguments: { to: `0x${key}`, amount_wei: "1", nonce, [`0x${key}`]: 1 } },
    { name: `0x${key}`, arguments: {} },
  ]);
  assert.equal(status, 0);
  const lines = stdout.split("\n");
  assert.equal(lines.pop(), "");
  assert.equal(lines.length, 7);
  for (const line of lines) {
    assert.equal((JSON.parse(line) as { jsonrpc: string }).jsonrpc, "2.0");
  }
  assert.equal(await chain.nonce(address), nonce + 2);
  for (const stream of [stdout, stderr]) {
    assert.ok(!stream.toLowerCase().includes(key.slice(0, 10)), stream);
  }
  assert.match(stderr, /broadcasting 0x/);
});

test("with analytics on and their host out of reach, transfers go through and the process lives on", async () => {
  const { address, private_key } = chain.account(1);
  const agentkit = await startAgentkit({
    CHIMERA_WALLET_KEY: private_key,
    CHIMERA_BASE_RPC_URL: chain.rpc_url,
    CHIMERA_ANALYTICS: "on",
    // Name look-ups fail at once, also on a machine with a network.
    NODE_OPTIONS: `--import ${new URL("../../test/no-names.mjs", import.meta.url).href}`,
  });
  const nonce = await chain.nonce(address);
  await agentkit.succeed("native_transfer", { to, amount_wei: "1", nonce });
  await agentkit.succeed("erc20_transfer", { token: chain.tokens.USDC, to, amount: "1", nonce: nonce + 1 });
  await agentkit.client.ping();
  assert.match(agentkit.stderr(), /analytics: /);
  await agentkit.stop();
});

test("with analytics off, nobody is called", async () => {
  const { address, private_key } = chain.account(1);
  const agentkit = await startAgentkit({
    CHIMERA_WALLET_KEY: private_key,
    CHIMERA_BASE_RPC_URL: chain.rpc_url,
    NODE_OPTIONS: `--import ${new URL("../../test/no-names.mjs", import.meta.url).href}`,
  });
  await agentkit.succeed("native_transfer", { to, amount_wei: "1", nonce: await chain.nonce(address) });
  assert.doesNotMatch(agentkit.stderr(), /no-names/);
  await agentkit.stop();
});

test("a client that is gone before the broadcast gets nothing paid", async () => {
  const proxy = await FaultProxy.inFrontOf(chain.rpc_url);
  const { address, private_key } = chain.account(1);
  const agentkit = await startAgentkit({ CHIMERA_WALLET_KEY: private_key, CHIMERA_BASE_RPC_URL: proxy.url });
  const nonce = await chain.nonce(address);
  const held = proxy.holdNext("eth_estimateGas");
  const call = { name: "native_transfer", arguments: { to, amount_wei: "1", nonce } };
  agentkit.client.callTool(call).catch(() => {});
  await held;
  await agentkit.stop();
  assert.deepEqual([proxy.count("eth_sendRawTransaction"), await chain.nonce(address)], [0, nonce]);
  proxy.deafen();
});
