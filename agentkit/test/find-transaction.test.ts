import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { startAgentkit, type Agentkit } from "./agentkit-process.js";
import { FaultProxy } from "./fault-proxy.js";
import { startChain, type LocalChain } from "./local-chain.js";

const BLOCKS_BETWEEN = 40;
const TRANSFERS = 12;

let chain: LocalChain;
let proxy: FaultProxy;
let agentkit: Agentkit;
/** By nonce. */
let hashes: string[];
let start: number;

before(async () => {
  chain = await startChain();
  proxy = await FaultProxy.inFrontOf(chain.rpc_url);
  agentkit = await startAgentkit({
    CHIMERA_WALLET_KEY: chain.account(0).private_key,
    CHIMERA_BASE_RPC_URL: proxy.url,
  });
  start = Number(await chain.client.getBlockNumber());
  hashes = [];
  for (let nonce = 0; nonce < TRANSFERS; nonce++) {
    await chain.client.mine({ blocks: BLOCKS_BETWEEN });
    // In the same block as the wallet's transaction stands another's with the same nonce.
    await chain.client.setAutomine(false);
    await chain.pay(4, chain.account(2).address, 1n);
    hashes.push(await chain.pay(0, chain.account(2).address, BigInt(nonce + 1)));
    await chain.client.mine({ blocks: 1 });
    await chain.client.setAutomine(true);
  }
  await chain.client.mine({ blocks: BLOCKS_BETWEEN });
});

afterEach(() => proxy.heal());

after(async () => {
  await agentkit.stop();
  proxy.deafen();
  await chain.stop();
});

const find = (nonce: number, from_block: number) => agentkit.succeed("find_transaction", { nonce, from_block });

test("finds each of them among hundreds of blocks, with few questions", async () => {
  for (const [nonce, hash] of hashes.entries()) {
    proxy.heal();
    const found = await find(nonce, start);
    assert.deepEqual(
      [found["state"], found["status"], found["hash"], found["value_wei"], found["latest_nonce"]],
      ["mined", "success", hash, String(nonce + 1), TRANSFERS],
    );
    const receipt = await chain.client.getTransactionReceipt({ hash: hash as `0x${string}` });
    assert.equal(found["block_number"], Number(receipt.blockNumber));
    assert.ok(proxy.count("eth_getTransactionCount") <= 14, "halving 500 blocks takes 9 questions, and a few before");
    assert.equal(proxy.count("eth_getBlockByNumber"), 1);
  }
});

test("finds one that is older than the block that is asked for, because it used the nonce", async () => {
  const head = Number(await chain.client.getBlockNumber());
  assert.equal((await find(0, head))["hash"], hashes[0]);
  assert.equal((await find(3, head + 1000))["hash"], hashes[3]);
});

test("reads the blocks where the node has forgotten old nonces", async () => {
  proxy.always("eth_getTransactionCount", async ({ request, forward, answer }) => {
    const forgotten = String(request.params[1]).startsWith("0x");
    answer(forgotten ? { error: { code: -32000, message: "missing trie node" } } : ((await forward()) as object));
  });
  assert.equal((await find(0, start))["hash"], hashes[0]);
  assert.equal((await find(TRANSFERS - 1, start))["hash"], hashes[TRANSFERS - 1]);
  const head = Number(await chain.client.getBlockNumber());
  const error = await agentkit.fail("find_transaction", { nonce: 0, from_block: head });
  assert.deepEqual([error.code, error.sent], ["OUTCOME_UNKNOWN", "unknown"]);
});

test("an RPC that fails in the middle is RPC_UNAVAILABLE and never none", async () => {
  proxy.always("eth_getBlockByNumber", ({ cut }) => cut());
  assert.equal((await agentkit.fail("find_transaction", { nonce: 3, from_block: start })).code, "RPC_UNAVAILABLE");
});

test("a nonce that nobody has used is none", async () => {
  const found = await find(TRANSFERS, start);
  const head = Number(await chain.client.getBlockNumber());
  assert.deepEqual(found, { state: "none", latest_nonce: TRANSFERS, block_number: head });
});
