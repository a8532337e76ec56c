import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { keccak256, type Hex } from "viem";
import { startAgentkit, type Agentkit } from "./agentkit-process.js";
import { FaultProxy, type Fault } from "./fault-proxy.js";
import { startChain, type LocalChain } from "./local-chain.js";

const BROADCAST = "eth_sendRawTransaction";

let chain: LocalChain;
let proxy: FaultProxy;
let agentkit: Agentkit;
let from: `0x${string}`;
let to: `0x${string}`;

before(async () => {
  chain = await startChain();
  proxy = await FaultProxy.inFrontOf(chain.rpc_url);
  from = chain.account(1).address;
  to = chain.account(3).address;
  agentkit = await startAgentkit({
    CHIMERA_WALLET_KEY: chain.account(1).private_key,
    CHIMERA_BASE_RPC_URL: proxy.url,
    CHIMERA_RECEIPT_TIMEOUT_MS: "4000",
  });
});

afterEach(() => proxy.heal());

after(async () => {
  await agentkit.stop();
  proxy.deafen();
  await chain.stop();
});

/** One payment under a fault: how it ended, how often it was broadcast, and what really arrived. */
async function pay(amount = "7") {
  const [had, nonce] = [await chain.balance(to), await chain.nonce(from)];
  const result = await agentkit.client.callTool({
    name: "native_transfer",
    arguments: { to, amount_wei: amount, nonce },
  });
  const answer = result.structuredContent as { hash?: string; error?: Record<string, unknown> };
  const error = answer.error ?? {};
  return {
    nonce,
    hash: answer.hash,
    error,
    ending: [error["code"], error["sent"]],
    broadcasts: proxy.count(BROADCAST),
    arrived: (await chain.balance(to)) - had,
  };
}

const find = (nonce: number) => agentkit.succeed("find_transaction", { nonce, from_block: 0 });

/** The chain has it in a block, which is a moment after it took it; what the caller hears is another matter. */
function done(and: Fault): Fault {
  return async (exchange) => {
    const { result } = (await exchange.forward()) as { result: Hex };
    await chain.client.waitForTransactionReceipt({ hash: result, pollingInterval: 20 });
    await and(exchange);
  };
}

const lostAnswers: [string, Fault][] = [
  ["the connection is cut", done(({ cut }) => cut())],
  ["a gateway answers 502", done(({ answer }) => answer("bad gateway", 502))],
  ["a gateway answers 504 in HTML", done(({ answer }) => answer("<html>", 504))],
  [
    "the node says internal error",
    done(({ answer }) => answer({ error: { code: -32603, message: "internal error" } })),
  ],
  ["the answer is empty", done(({ answer }) => answer(""))],
  ["the answer never comes", done(() => {})],
];
for (const [what, fault] of lostAnswers) {
  test(`the broadcast arrives and ${what}: OUTCOME_UNKNOWN with the hash, one broadcast, and it is found again`, async () => {
    proxy.once(BROADCAST, fault);
    const paid = await pay();
    assert.deepEqual(paid.ending, ["OUTCOME_UNKNOWN", "unknown"]);
    assert.equal(paid.broadcasts, 1);
    assert.equal(paid.arrived, 7n);
    const found = await find(paid.nonce);
    assert.deepEqual(
      [found["state"], found["status"], found["hash"], found["to"], found["value_wei"]],
      ["mined", "success", paid.error["hash"], to, "7"],
    );
    assert.match(agentkit.stderr(), new RegExp(`broadcasting ${String(paid.error["hash"])} with nonce ${paid.nonce} `));
  });
}

test("the broadcast itself is lost: OUTCOME_UNKNOWN, and find_transaction finds none", async () => {
  proxy.once(BROADCAST, ({ cut }) => cut());
  const paid = await pay();
  assert.deepEqual(paid.ending, ["OUTCOME_UNKNOWN", "unknown"]);
  assert.deepEqual([paid.broadcasts, paid.arrived], [1, 0n]);
  const found = await find(paid.nonce);
  assert.deepEqual([found["state"], found["latest_nonce"], found["hash"]], ["none", paid.nonce, undefined]);
});

test("the node knows the transaction already: that is no failure", async () => {
  for (const message of ["already known", "transaction already imported"]) {
    proxy.once(BROADCAST, async ({ forward, answer }) => {
      await forward();
      answer({ error: { code: -32000, message } });
    });
    const paid = await pay();
    assert.deepEqual([paid.ending, paid.arrived], [[undefined, undefined], 7n]);
  }
});

test("somebody on the way repeats the broadcast and is told that the nonce is too low: the first one counts", async () => {
  proxy.once(BROADCAST, async ({ forward, answer }) => {
    await forward();
    answer((await forward()) as object);
  });
  const paid = await pay();
  assert.deepEqual([paid.ending, paid.arrived], [[undefined, undefined], 7n]);
  assert.equal((await find(paid.nonce))["hash"], paid.hash);
});

test("another program of the same wallet takes the nonce at the last moment: NONCE_USED, and only it has paid", async () => {
  proxy.once(BROADCAST, async ({ forward, answer }) => {
    await chain.client.waitForTransactionReceipt({ hash: await chain.pay(1, to, 100n), pollingInterval: 20 });
    answer((await forward()) as object);
  });
  const paid = await pay();
  assert.deepEqual(paid.ending, ["NONCE_USED", false]);
  assert.equal(paid.error["latest_nonce"], paid.nonce + 1);
  assert.equal(paid.arrived, 100n);
});

const refusals: [string, string, boolean | "unknown"][] = [
  ["insufficient funds for gas * price + value", "INSUFFICIENT_FUNDS", false],
  ["max fee per gas less than block base fee: address 0x1", "GAS_TOO_HIGH", false],
  ["invalid chain id for signer", "WRONG_CHAIN", false],
  ["intrinsic gas too low", "RPC_UNAVAILABLE", false],
  ["replacement transaction underpriced", "OUTCOME_UNKNOWN", "unknown"],
  ["something that no node has said yet", "OUTCOME_UNKNOWN", "unknown"],
];
for (const [message, code, sent] of refusals) {
  test(`the node refuses the broadcast with "${message}": ${code}`, async () => {
    proxy.once(BROADCAST, ({ answer }) => answer({ error: { code: -32000, message } }));
    const paid = await pay();
    assert.deepEqual([paid.ending, paid.broadcasts, paid.arrived], [[code, sent], 1, 0n]);
  });
}

test("the RPC disappears right before the broadcast: RPC_UNAVAILABLE, certainly not sent", async () => {
  const port = proxy.port;
  // The last question before the signature is whether this chain charges for L1. Nobody must be able to connect once it
  // is answered: what the kernel accepts before the port closes is cut, and then nobody knows whether it was read.
  proxy.always("eth_getCode", async ({ forward, answer }) => {
    const said = (await forward()) as object;
    proxy.refuse();
    answer(said);
  });
  const paid = await pay();
  proxy.deafen();
  await proxy.listen(port);
  assert.deepEqual([paid.ending, paid.broadcasts, paid.arrived], [["RPC_UNAVAILABLE", false], 0, 0n]);
  assert.match(String(paid.error["message"]), /could not be reached/);
});

test("the RPC is away: every tool says RPC_UNAVAILABLE", async () => {
  const [port, nonce] = [proxy.port, await chain.nonce(from)];
  proxy.deafen();
  const errors = [
    await agentkit.fail("native_transfer", { to, amount_wei: "1", nonce }),
    await agentkit.fail("erc20_transfer", { token: chain.tokens.USDC, to, amount: "1", nonce }),
    await agentkit.fail("find_transaction", { nonce, from_block: 0 }),
    await agentkit.fail("get_wallet_details", {}),
  ];
  await proxy.listen(port);
  for (const error of errors) {
    assert.deepEqual([error.code, error.sent], ["RPC_UNAVAILABLE", false]);
    assert.ok(!error.message.includes(String(port)), `the address may hold an account's key: ${error.message}`);
  }
});

for (const method of ["eth_chainId", "eth_getTransactionCount", "eth_getBalance", "eth_estimateGas", "eth_getCode"]) {
  test(`502 for ${method}: RPC_UNAVAILABLE, nothing is signed or sent`, async () => {
    proxy.always(method, ({ answer }) => answer("bad gateway", 502));
    const paid = await pay();
    assert.deepEqual([paid.ending, paid.broadcasts, paid.arrived], [["RPC_UNAVAILABLE", false], 0, 0n]);
  });
}

test("one failed read is repeated, because reading twice harms nobody", async () => {
  proxy.once("eth_getBalance", ({ cut }) => cut());
  const paid = await pay();
  assert.deepEqual([paid.ending, paid.broadcasts, paid.arrived], [[undefined, undefined], 1, 7n]);
});

test("the RPC serves another chain: WRONG_CHAIN from every tool", async () => {
  proxy.always("eth_chainId", ({ answer }) => answer({ result: "0x1" }));
  const paid = await pay();
  assert.deepEqual([paid.ending, paid.broadcasts, paid.arrived], [["WRONG_CHAIN", false], 0, 0n]);
  const nonce = paid.nonce;
  assert.equal((await agentkit.fail("find_transaction", { nonce, from_block: 0 })).code, "WRONG_CHAIN");
  assert.equal((await agentkit.fail("get_wallet_details", {})).code, "WRONG_CHAIN");
});

test("a client that cancels before the broadcast stops it", async () => {
  const [had, nonce] = [await chain.balance(to), await chain.nonce(from)];
  const cancelled = new AbortController();
  let released = () => {};
  proxy.once("eth_getBalance", async ({ forward, answer }) => {
    const wait = new Promise<void>((resolve) => (released = resolve));
    cancelled.abort();
    await wait;
    answer((await forward()) as object);
  });
  const call = { name: "native_transfer", arguments: { to, amount_wei: "7", nonce } };
  await assert.rejects(agentkit.client.callTool(call, undefined, { signal: cancelled.signal }));
  // The notification travels on the same pipe as this call, so the server has read it when this one is answered.
  await agentkit.client.ping();
  released();
  await untilNotBusy(nonce);
  assert.deepEqual([proxy.count(BROADCAST), await chain.balance(to)], [0, had]);
});

/** BUSY lasts as long as the cancelled transfer; a nonce gap shows that it has ended, and pays nothing. */
async function untilNotBusy(nonce: number): Promise<void> {
  const end = Date.now() + 60_000;
  const args = { to, amount_wei: "1", nonce: nonce + 5 };
  while ((await agentkit.fail("native_transfer", args)).code === "BUSY") {
    assert.ok(Date.now() < end, "the cancelled transfer does not end");
  }
}

test("no block comes in time: OUTCOME_UNKNOWN with the hash; pending, then mined; meanwhile the nonce is guarded", async () => {
  await chain.client.setAutomine(false);
  try {
    const paid = await pay();
    assert.deepEqual([paid.ending, paid.broadcasts, paid.arrived], [["OUTCOME_UNKNOWN", "unknown"], 1, 0n]);
    const waiting = await find(paid.nonce);
    assert.deepEqual([waiting["state"], waiting["hash"]], ["pending", paid.error["hash"]]);
    const again = await pay();
    assert.deepEqual([again.ending, again.broadcasts], [["OUTCOME_UNKNOWN", "unknown"], 1]);
    await chain.client.mine({ blocks: 1 });
    const found = await find(paid.nonce);
    assert.deepEqual([found["state"], found["status"], found["hash"]], ["mined", "success", paid.error["hash"]]);
    assert.equal(await chain.nonce(from), paid.nonce + 1);
  } finally {
    await chain.client.setAutomine(true);
  }
});

test("receipts can't be read: OUTCOME_UNKNOWN, with the hash of what was really sent", async () => {
  let sent: Hex | undefined;
  proxy.always(BROADCAST, async ({ request, forward, answer }) => {
    sent = keccak256(request.params[0] as Hex);
    answer((await forward()) as object);
  });
  proxy.always("eth_getTransactionReceipt", ({ answer }) => answer("bad gateway", 502));
  const paid = await pay();
  assert.deepEqual([paid.ending, paid.broadcasts, paid.arrived], [["OUTCOME_UNKNOWN", "unknown"], 1, 7n]);
  assert.equal(paid.error["hash"], sent);
});
