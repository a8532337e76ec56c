import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startAgentkit, type Agentkit } from "./agentkit-process.js";
import { startChain, type LocalChain } from "./local-chain.js";

let chain: LocalChain;
let agentkit: Agentkit;
let from: `0x${string}`;
let to: `0x${string}`;

before(async () => {
  chain = await startChain();
  from = chain.account(0).address;
  to = chain.account(2).address;
  agentkit = await startAgentkit({
    CHIMERA_WALLET_KEY: chain.account(0).private_key,
    CHIMERA_BASE_RPC_URL: chain.rpc_url,
  });
});

after(async () => {
  await agentkit.stop();
  await chain.stop();
});

const nonce = () => chain.nonce(from);

/** Nothing may have left the wallet. */
async function untouched(attempt: () => Promise<unknown>) {
  const had = await chain.balance(from);
  const used = await nonce();
  await attempt();
  assert.equal(await chain.balance(from), had);
  assert.equal(await nonce(), used);
}

test("offers four tools and no other", async () => {
  const { tools } = await agentkit.client.listTools();
  const names = tools.map((tool) => tool.name).sort();
  assert.deepEqual(names, ["erc20_transfer", "find_transaction", "get_wallet_details", "native_transfer"]);
});

test("tells address, network, balances and nonces of the wallet", async () => {
  const details = await agentkit.succeed("get_wallet_details", { tokens: [chain.tokens.USDC] });
  assert.deepEqual(details, {
    address: from,
    network: "base-sepolia",
    chain_id: 84532,
    balance_wei: (await chain.balance(from)).toString(),
    nonce: await nonce(),
    pending_nonce: await nonce(),
    block_number: Number(await chain.client.getBlockNumber()),
    tokens: [
      {
        address: chain.tokens.USDC,
        symbol: "USDC",
        decimals: 6,
        balance: (await chain.tokens_of(chain.tokens.USDC, from)).toString(),
      },
    ],
  });
});

test("ETH arrives once, to the last wei, and the fee is what the wallet paid", async () => {
  const [had, held, used] = [await chain.balance(to), await chain.balance(from), await nonce()];
  const answer = await agentkit.succeed("native_transfer", { to, amount_wei: "1234567890123456789", nonce: used });
  assert.equal(await chain.balance(to), had + 1234567890123456789n);
  assert.equal(await chain.balance(from), held - 1234567890123456789n - BigInt(String(answer["fee_wei"])));
  const receipt = await chain.client.getTransactionReceipt({ hash: answer["hash"] as `0x${string}` });
  assert.deepEqual(answer, {
    hash: receipt.transactionHash,
    nonce: used,
    block_number: Number(receipt.blockNumber),
    gas_used: Number(receipt.gasUsed),
    fee_wei: (receipt.gasUsed * receipt.effectiveGasPrice).toString(),
    status: "success",
  });
});

test("a token arrives once, to the last base unit", async () => {
  const usdc = chain.tokens.USDC;
  const [had, held, used] = [await chain.tokens_of(usdc, to), await chain.tokens_of(usdc, from), await nonce()];
  const answer = await agentkit.succeed("erc20_transfer", { token: usdc, to, amount: "1234567", nonce: used });
  assert.equal(answer["status"], "success");
  assert.equal(await chain.tokens_of(usdc, to), had + 1234567n);
  assert.equal(await chain.tokens_of(usdc, from), held - 1234567n);
  assert.equal(await nonce(), used + 1);
});

test("the same nonce twice pays once", async () => {
  const used = await nonce();
  await agentkit.succeed("native_transfer", { to, amount_wei: "1", nonce: used });
  await untouched(async () => {
    const error = await agentkit.fail("native_transfer", { to, amount_wei: "1", nonce: used });
    assert.equal(error.code, "NONCE_USED");
    assert.equal(error.sent, false);
    assert.equal(error.latest_nonce, used + 1);
  });
});

test("a nonce that leaves a gap is refused, because it would wait for ever", async () => {
  const next = await nonce();
  await untouched(async () => {
    const error = await agentkit.fail("native_transfer", { to, amount_wei: "1", nonce: next + 1 });
    assert.deepEqual([error.code, error.sent, error.latest_nonce], ["NONCE_GAP", false, next]);
  });
});

test("of two transfers at once one is BUSY, and one arrives", async () => {
  const [had, used] = [await chain.balance(to), await nonce()];
  const args = { to, amount_wei: "5", nonce: used };
  const results = await Promise.all([
    agentkit.client.callTool({ name: "native_transfer", arguments: args }),
    agentkit.client.callTool({ name: "native_transfer", arguments: args }),
  ]);
  const codes = results.map(({ structuredContent }) => (structuredContent as { error?: { code: string } }).error?.code);
  assert.deepEqual(codes.sort(), ["BUSY", undefined]);
  assert.equal(await chain.balance(to), had + 5n);
});

const bad: [string, string, Record<string, unknown>, string][] = [
  ["a wrong checksum", "native_transfer", { to: "0x3c44CdDdB6a900fa2b585dd299e03d12FA4293BC" }, "INVALID_ADDRESS"],
  ["a short address", "native_transfer", { to: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293" }, "INVALID_ADDRESS"],
  ["a name for an address", "native_transfer", { to: "vitalik.eth" }, "INVALID_ADDRESS"],
  ["the zero address", "native_transfer", { to: `0x${"0".repeat(40)}` }, "INVALID_ADDRESS"],
  ["a zero amount", "native_transfer", { amount_wei: "0" }, "INVALID_AMOUNT"],
  ["a negative amount", "native_transfer", { amount_wei: "-1" }, "INVALID_AMOUNT"],
  ["a fraction", "native_transfer", { amount_wei: "0.5" }, "INVALID_AMOUNT"],
  ["a number for an amount", "native_transfer", { amount_wei: 5 }, "INVALID_AMOUNT"],
  ["hexadecimal for an amount", "native_transfer", { amount_wei: "0x10" }, "INVALID_AMOUNT"],
  ["an amount of 257 bits", "native_transfer", { amount_wei: (2n ** 256n).toString() }, "INVALID_AMOUNT"],
  ["no nonce", "native_transfer", { nonce: undefined }, "INVALID_ARGUMENT"],
  ["a nonce as text", "native_transfer", { nonce: "0" }, "INVALID_ARGUMENT"],
  ["a negative nonce", "native_transfer", { nonce: -1 }, "INVALID_ARGUMENT"],
  ["a fee bound that is no number", "native_transfer", { max_fee_wei: "lots" }, "INVALID_ARGUMENT"],
  ["an argument that does not exist", "native_transfer", { gas: 5 }, "INVALID_ARGUMENT"],
  ["another tool's argument", "native_transfer", { token: "0x" }, "INVALID_ARGUMENT"],
];
for (const [what, tool, change, code] of bad) {
  test(`${what} is ${code}`, async () => {
    const args = { to, amount_wei: "1", nonce: await nonce(), ...change };
    await untouched(async () => {
      const error = await agentkit.fail(tool, args);
      assert.deepEqual([error.code, error.sent], [code, false], error.message);
    });
  });
}

test("a tool of AgentKit that is not offered can't be called", async () => {
  const error = await agentkit.fail("WalletActionProvider_native_transfer", { to, value: "1" });
  assert.deepEqual([error.code, error.sent], ["INVALID_ARGUMENT", false]);
});

test("more ETH than the wallet holds is INSUFFICIENT_FUNDS, and so is all of it, because of the fee", async () => {
  const all = await chain.balance(from);
  for (const amount of [all + 1n, all]) {
    await untouched(async () => {
      const args = { to, amount_wei: amount.toString(), nonce: await nonce() };
      const error = await agentkit.fail("native_transfer", args);
      assert.deepEqual([error.code, error.sent], ["INSUFFICIENT_FUNDS", false], error.message);
    });
  }
});

test("more of a token than the wallet holds is INSUFFICIENT_FUNDS", async () => {
  const held = await chain.tokens_of(chain.tokens.USDC, from);
  await untouched(async () => {
    const args = { token: chain.tokens.USDC, to, amount: (held + 1n).toString(), nonce: await nonce() };
    assert.equal((await agentkit.fail("erc20_transfer", args)).code, "INSUFFICIENT_FUNDS");
  });
});

test("a fee that could exceed the bound is GAS_TOO_HIGH, and one within it is paid", async () => {
  await untouched(async () => {
    const args = { to, amount_wei: "1", nonce: await nonce(), max_fee_wei: "1000" };
    const error = await agentkit.fail("native_transfer", args);
    assert.deepEqual([error.code, error.sent], ["GAS_TOO_HIGH", false]);
  });
  const bound = 10n ** 15n;
  const args = { to, amount_wei: "1", nonce: await nonce(), max_fee_wei: bound.toString() };
  const answer = await agentkit.succeed("native_transfer", args);
  assert.ok(BigInt(String(answer["fee_wei"])) <= bound);
});

test("a gas spike meets the bound", async () => {
  const args = { to, amount_wei: "1", max_fee_wei: (10n ** 15n).toString() };
  await chain.client.setNextBlockBaseFeePerGas({ baseFeePerGas: 10n ** 12n });
  await chain.client.mine({ blocks: 1 });
  await untouched(async () => {
    const error = await agentkit.fail("native_transfer", { ...args, nonce: await nonce() });
    assert.deepEqual([error.code, error.sent], ["GAS_TOO_HIGH", false]);
  });
  await chain.client.setNextBlockBaseFeePerGas({ baseFeePerGas: 10n ** 9n });
  await chain.client.mine({ blocks: 1 });
});

test("where the data of a transaction costs on L1, that counts towards the bound", async () => {
  // In place of the OP stack's oracle, a contract that answers 10^15 to whatever it is asked.
  const oracle = "0x420000000000000000000000000000000000000F";
  const args = { to, amount_wei: "1", nonce: await nonce(), max_fee_wei: (10n ** 15n).toString() };
  await chain.client.setCode({ address: oracle, bytecode: "0x66038d7ea4c680005f5260205ff3" });
  try {
    await untouched(async () => assert.equal((await agentkit.fail("native_transfer", args)).code, "GAS_TOO_HIGH"));
  } finally {
    await chain.client.setCode({ address: oracle, bytecode: "0x" });
  }
  await agentkit.succeed("native_transfer", args);
});

test("an address without a contract, and a contract that is no token, are UNKNOWN_TOKEN", async () => {
  // The second is a contract that every anvil has: it deploys others, and knows nothing of tokens.
  for (const token of [to, "0x4e59b44847b379578588920cA78FbF26c0B4956C"]) {
    await untouched(async () => {
      const error = await agentkit.fail("erc20_transfer", { token, to: from, amount: "1", nonce: await nonce() });
      assert.deepEqual([error.code, error.sent], ["UNKNOWN_TOKEN", false], error.message);
    });
    assert.equal((await agentkit.fail("get_wallet_details", { tokens: [token] })).code, "UNKNOWN_TOKEN");
  }
});

test("a token sent to a token's contract would be lost, so it is refused", async () => {
  const token = chain.tokens.USDC;
  for (const recipient of [token, chain.tokens.silent]) {
    await untouched(async () => {
      const error = await agentkit.fail("erc20_transfer", { token, to: recipient, amount: "1", nonce: await nonce() });
      assert.deepEqual([error.code, error.sent], ["INVALID_ADDRESS", false], error.message);
    });
  }
});

test("ETH to a contract that takes none is WOULD_REVERT and costs nothing", async () => {
  await untouched(async () => {
    const args = { to: chain.tokens.USDC, amount_wei: "1", nonce: await nonce() };
    const error = await agentkit.fail("native_transfer", args);
    assert.deepEqual([error.code, error.sent], ["WOULD_REVERT", false], error.message);
  });
});

for (const token of ["returnsFalse", "reverts"] as const) {
  test(`a token that ${token} is WOULD_REVERT and costs nothing`, async () => {
    await untouched(async () => {
      const args = { token: chain.tokens[token], to, amount: "1000", nonce: await nonce() };
      const error = await agentkit.fail("erc20_transfer", args);
      assert.deepEqual([error.code, error.sent], ["WOULD_REVERT", false], error.message);
    });
  });
}

for (const [token, code, status] of [
  ["feeOnTransfer", "TOKEN_REFUSED", "no_transfer"],
  ["silent", "TOKEN_REFUSED", "no_transfer"],
  ["revertsWhenMined", "TX_REVERTED", "reverted"],
] as const) {
  test(`a token that is ${token} is ${code}, with the fee that it cost`, async () => {
    const [held, used] = [await chain.balance(from), await nonce()];
    const args = { token: chain.tokens[token], to, amount: "1000", nonce: used };
    const error = await agentkit.fail("erc20_transfer", args);
    assert.deepEqual([error.code, error.sent], [code, true], error.message);
    assert.equal(await chain.balance(from), held - BigInt(String(error.fee_wei)));
    const found = await agentkit.succeed("find_transaction", { nonce: used, from_block: 0 });
    assert.deepEqual([found["hash"], found["status"]], [error.hash, status]);
    assert.deepEqual(found["transfer"], { token: chain.tokens[token], to, amount: "1000" });
  });
}

test("a call whose not_after has passed, or can't be read, sends nothing", async () => {
  for (const moment of [new Date(Date.now() - 1).toISOString(), "tomorrow"]) {
    await untouched(async () => {
      const args = { to, amount_wei: "1", nonce: await nonce() };
      const error = await agentkit.fail("native_transfer", args, { "chimera/not_after": moment });
      assert.deepEqual([error.code, error.sent], ["TOO_LATE", false]);
    });
  }
  const later = new Date(Date.now() + 60_000).toISOString();
  const args = { to, amount_wei: "1", nonce: await nonce() };
  await agentkit.succeed("native_transfer", args, { "chimera/not_after": later });
});
