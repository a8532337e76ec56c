import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { erc20ActionProvider, walletActionProvider } from "#built/agentkit.js";

const OTHERS = /node_modules\/(@privy-io|@zerodev|@solana|@coinbase\/cdp-sdk)\//;

test("the actions that pay bring no wallet provider's SDK with them, or the first transfer would wait for all of them", () => {
  assert.ok(walletActionProvider() && erc20ActionProvider());
  const { cache } = createRequire(import.meta.url);
  const loaded = Object.keys(cache).filter((file) => OTHERS.test(file));
  assert.deepEqual(loaded.slice(0, 5), []);
});
