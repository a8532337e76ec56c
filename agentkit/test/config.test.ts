import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { ConfigError, readConfig } from "#built/config.js";
import { SERVER } from "./agentkit-process.js";

const KEY = `0x${"5a".repeat(32)}`;
const CDP = {
  CDP_API_KEY_ID: "an-id",
  CDP_API_KEY_SECRET: "an-api-secret",
  CDP_WALLET_SECRET: "a-wallet-secret",
  CHIMERA_WALLET_ADDRESS: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
};

test("the defaults", () => {
  assert.deepEqual(readConfig({ CHIMERA_WALLET_KEY: KEY }), {
    wallet: { kind: "private-key", key: KEY },
    network: "base-sepolia",
    rpcUrl: undefined,
    receiptTimeoutMs: 30_000,
    analytics: false,
    http: undefined,
  });
});

test("a CDP server wallet needs all of its variables", () => {
  assert.deepEqual(readConfig({ ...CDP }).wallet, {
    kind: "cdp",
    apiKeyId: "an-id",
    apiKeySecret: "an-api-secret",
    walletSecret: "a-wallet-secret",
    address: CDP.CHIMERA_WALLET_ADDRESS,
    baseUrl: undefined,
  });
  for (const name of Object.keys(CDP)) {
    for (const value of [undefined, "", "  "]) {
      assert.throws(
        () => readConfig({ ...CDP, [name]: value }),
        new RegExp(`${name} is missing or empty|CDP_ variables`),
      );
    }
  }
});

test("the secrets are gone from the environment once they are read", () => {
  const environment = { CHIMERA_WALLET_KEY: KEY, CHIMERA_NETWORK: "base-mainnet" };
  readConfig(environment);
  assert.deepEqual(environment, { CHIMERA_NETWORK: "base-mainnet" });
  const cdp: Record<string, string> = { ...CDP };
  readConfig(cdp);
  assert.deepEqual(Object.keys(cdp).sort(), ["CDP_API_KEY_ID", "CHIMERA_WALLET_ADDRESS"]);
});

const ORDER = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
const wrong: [string, string, Record<string, string>, string[]?][] = [
  ["no key", "KEY_MISSING", { CHIMERA_WALLET_KEY: undefined as never }],
  ["an empty key", "KEY_MISSING", { CHIMERA_WALLET_KEY: "" }],
  ["a blank key", "KEY_MISSING", { CHIMERA_WALLET_KEY: "  " }],
  ["a key without 0x", "KEY_INVALID", { CHIMERA_WALLET_KEY: KEY.slice(2) }],
  ["a short key", "KEY_INVALID", { CHIMERA_WALLET_KEY: KEY.slice(0, -1) }],
  ["a key with a space", "KEY_INVALID", { CHIMERA_WALLET_KEY: `${KEY} ` }],
  ["a key of zero", "KEY_INVALID", { CHIMERA_WALLET_KEY: `0x${"0".repeat(64)}` }],
  ["a key beyond the curve", "KEY_INVALID", { CHIMERA_WALLET_KEY: ORDER }],
  ["two wallets", "INVALID_CONFIG", { ...CDP }],
  ["an unknown network", "UNKNOWN_NETWORK", { CHIMERA_NETWORK: "ethereum-mainnet" }],
  ["an RPC address that is none", "INVALID_CONFIG", { CHIMERA_BASE_RPC_URL: "localhost:8545" }],
  ["a timeout of nothing", "INVALID_CONFIG", { CHIMERA_RECEIPT_TIMEOUT_MS: "0" }],
  ["a timeout that is no number", "INVALID_CONFIG", { CHIMERA_RECEIPT_TIMEOUT_MS: "soon" }],
  ["analytics neither on nor off", "INVALID_CONFIG", { CHIMERA_ANALYTICS: "true" }],
  ["HTTP without a token", "TOKEN_MISSING", {}, ["--http"]],
  ["HTTP with an empty token", "TOKEN_MISSING", { CHIMERA_AGENTKIT_TOKEN: "" }, ["--http"]],
  ["HTTP with a short token", "TOKEN_INVALID", { CHIMERA_AGENTKIT_TOKEN: "guess" }, ["--http"]],
  ["an argument that does not exist", "INVALID_ARGUMENT", {}, ["--port=5"]],
];
for (const [what, code, change, words] of wrong) {
  test(`${what} is ${code}, and no value is repeated`, () => {
    const environment = { CHIMERA_WALLET_KEY: KEY, ...change };
    assert.throws(
      () => readConfig({ ...environment }, words),
      (error: ConfigError) => {
        assert.equal(error.code, code);
        for (const value of Object.values(environment)) {
          assert.ok(value === undefined || value.length < 4 || !error.message.includes(value), error.message);
        }
        return true;
      },
    );
  });
}

test("a start-up error is one line on standard error, status 2, and nothing on standard output", () => {
  for (const [key, args, code] of [
    ["", [], "KEY_MISSING"],
    [`${KEY}00`, [], "KEY_INVALID"],
    [KEY, ["--http"], "TOKEN_MISSING"],
  ] as [string, string[], string][]) {
    const env = { PATH: process.env["PATH"], CHIMERA_WALLET_KEY: key };
    const { status, stdout, stderr } = spawnSync(process.execPath, [SERVER, ...args], { env, encoding: "utf8" });
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, new RegExp(`^${code}: [^\n]+\n$`));
    assert.ok(!stderr.includes(KEY.slice(2)));
  }
});
