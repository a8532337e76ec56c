import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Hex } from "viem";
import { startAgentkit, type Agentkit } from "./agentkit-process.js";
import { FaultProxy } from "./fault-proxy.js";
import { startChain, type LocalChain } from "./local-chain.js";

const BROADCAST = "eth_sendRawTransaction";

let chain: LocalChain;
let proxy: FaultProxy;
let from: `0x${string}`;
let to: `0x${string}`;
/** Each test kills the one that it finds, and leaves its successor to the next. */
let agentkit: Agentkit;

before(async () => {
  chain = await startChain();
  proxy = await FaultProxy.inFrontOf(chain.rpc_url);
  from = chain.account(0).address;
  to = chain.account(3).address;
  agentkit = await start();
});

after(async () => {
  await agentkit.stop();
  proxy.deafen();
  await chain.stop();
});

const start = () =>
  startAgentkit({ CHIMERA_WALLET_KEY: chain.account(0).private_key, CHIMERA_BASE_RPC_URL: proxy.url });

/** Starts a token transfer, and kills the server (kill -9) as soon as it has reached the step. */
async function killAt(step: (reached: () => void) => void) {
  proxy.heal();
  const [had, nonce] = [await chain.tokens_of(chain.tokens.USDC, to), await chain.nonce(from)];
  const there = new Promise<void>(step);
  const args = { token: chain.tokens.USDC, to, amount: "1000", nonce };
  const call = agentkit.client.callTool({ name: "erc20_transfer", arguments: args });
  call.catch(() => {});
  await there;
  await agentkit.kill();
  await assert.rejects(call);
  const broadcasts = proxy.count(BROADCAST);
  proxy.heal();

  // Its successor looks, and knows nothing but the nonce.
  agentkit = await start();
  const found = await agentkit.succeed("find_transaction", { nonce, from_block: 1 });
  return {
    nonce,
    args,
    found,
    broadcasts,
    moved: async () => (await chain.tokens_of(chain.tokens.USDC, to)) - had,
  };
}

// Each is a question that the server waits for, between two of its steps.
for (const method of ["eth_chainId", "eth_getTransactionCount", "eth_getBalance", "eth_estimateGas", BROADCAST]) {
  test(`killed at ${method}, before the chain has the transaction: none is found, and the same nonce pays once`, async () => {
    const { nonce, args, found, broadcasts, moved } = await killAt((reached) => proxy.once(method, () => reached()));
    assert.equal(broadcasts, method === BROADCAST ? 1 : 0);
    assert.deepEqual([found["state"], found["latest_nonce"], await moved()], ["none", nonce, 0n]);
    const answer = await agentkit.succeed("erc20_transfer", args);
    assert.deepEqual([answer["nonce"], await moved()], [nonce, 1000n]);
  });
}

const afterwards: [string, (reached: () => void) => void][] = [
  ["before the answer to the broadcast", holdOnceMined],
  ["while it waits for the receipt", (reached) => holdAfter("eth_getTransactionReceipt", reached)],
];
/** The chain has done it, and the server will never hear of it. */
function holdAfter(method: string, reached: () => void) {
  proxy.once(method, async ({ forward }) => {
    await forward();
    reached();
  });
}
/** The chain takes a transaction before it has it in a block. */
function holdOnceMined(reached: () => void) {
  proxy.once(BROADCAST, async ({ forward }) => {
    const { result } = (await forward()) as { result: Hex };
    await chain.client.waitForTransactionReceipt({ hash: result, pollingInterval: 20 });
    reached();
  });
}
for (const [what, step] of afterwards) {
  test(`killed after the broadcast, ${what}: it is found by its nonce, and the nonce does not pay again`, async () => {
    const { nonce, args, found, broadcasts, moved } = await killAt(step);
    assert.equal(broadcasts, 1);
    assert.deepEqual([found["state"], found["status"], await moved()], ["mined", "success", 1000n]);
    assert.deepEqual(found["transfer"], { token: chain.tokens.USDC, to, amount: "1000" });
    const error = await agentkit.fail("erc20_transfer", args);
    assert.deepEqual([error.code, error.sent, error.latest_nonce], ["NONCE_USED", false, nonce + 1]);
    assert.equal(await moved(), 1000n);
  });
}

test("killed while the transaction waits for a block: pending at first, then mined", async () => {
  await chain.client.setAutomine(false);
  const { nonce, args, found, moved } = await killAt((reached) => holdAfter(BROADCAST, reached));
  assert.equal(found["state"], "pending");
  assert.equal((await agentkit.fail("erc20_transfer", args)).code, "OUTCOME_UNKNOWN");
  await chain.client.setAutomine(true);
  await chain.client.mine({ blocks: 1 });
  const mined = await agentkit.succeed("find_transaction", { nonce, from_block: 1 });
  assert.deepEqual([mined["state"], mined["hash"], await moved()], ["mined", found["hash"], 1000n]);
});
