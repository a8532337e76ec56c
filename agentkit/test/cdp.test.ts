import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync, verify, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { parseTransaction, type Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { startAgentkit, type Agentkit } from "./agentkit-process.js";
import { startChain, type LocalChain } from "./local-chain.js";

/**
 * Stands in for Coinbase's API, which can't be reached from here: signs with a key that it holds, after checking both
 * of the tokens that the SDK makes. What the real service refuses besides, it does not know.
 */
class FakeCdp {
  readonly paths: string[] = [];
  /** Signs something else than it is asked for. */
  cheats = false;
  down = false;

  readonly apiKey = generateKeyPairSync("ed25519");
  readonly walletKey = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly #listener = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) {
        chunks.push(chunk);
      }
      this.paths.push(`${request.method} ${request.url}`);
      const bearer = String(request.headers.authorization).replace("Bearer ", "");
      const authentic =
        isSigned(bearer, this.apiKey.publicKey) &&
        isSigned(String(request.headers["x-wallet-auth"]), this.walletKey.publicKey);
      const { transaction } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { transaction: Hex };
      const status = this.down ? 503 : authentic ? 200 : 401;
      response.writeHead(status, { "content-type": "application/json" });
      const error = { errorType: "unauthorized", errorMessage: "no", correlationId: "1" };
      response.end(JSON.stringify(status === 200 ? { signedTransaction: await this.#sign(transaction) } : error));
    })();
  });

  constructor(private readonly key: Hex) {}

  async #sign(unsigned: Hex): Promise<Hex> {
    const asked = parseTransaction(unsigned as `0x02${string}`);
    const value = this.cheats ? (asked.value ?? 0n) * 2n : asked.value;
    return privateKeyToAccount(this.key).signTransaction({ ...asked, ...(value === undefined ? {} : { value }) });
  }

  async start(): Promise<string> {
    this.#listener.listen(0, "127.0.0.1");
    await once(this.#listener, "listening");
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#listener.close();
    this.#listener.closeAllConnections();
  }
}

function isSigned(token: string, key: KeyObject): boolean {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const algorithm = key.asymmetricKeyType === "ed25519" ? null : "sha256";
  const bytes = Buffer.from(signature, "base64url");
  return verify(algorithm, Buffer.from(`${header}.${payload}`), { key, dsaEncoding: "ieee-p1363" }, bytes);
}

let chain: LocalChain;
let cdp: FakeCdp;
let agentkit: Agentkit;
let from: `0x${string}`;
let to: `0x${string}`;
let secrets: string[];

before(async () => {
  chain = await startChain();
  from = chain.account(0).address;
  to = chain.account(2).address;
  cdp = new FakeCdp(chain.account(0).private_key);
  const seed = cdp.apiKey.privateKey.export({ format: "jwk" }).d as string;
  const point = createPublicKey(cdp.apiKey.privateKey).export({ format: "jwk" }).x as string;
  const apiSecret = Buffer.concat([Buffer.from(seed, "base64url"), Buffer.from(point, "base64url")]).toString("base64");
  const walletSecret = cdp.walletKey.privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");
  secrets = [apiSecret, walletSecret];
  agentkit = await startAgentkit({
    CDP_API_KEY_ID: "11111111-2222-3333-4444-555555555555",
    CDP_API_KEY_SECRET: apiSecret,
    CDP_WALLET_SECRET: walletSecret,
    CHIMERA_WALLET_ADDRESS: from,
    CHIMERA_CDP_URL: await cdp.start(),
    CHIMERA_BASE_RPC_URL: chain.rpc_url,
  });
});

after(async () => {
  await agentkit.stop();
  cdp.stop();
  await chain.stop();
});

const pay = async () => ({ to, amount_wei: "3", nonce: await chain.nonce(from) });

test("a server wallet is asked for a signature, and pays with our nonce", async () => {
  const [had, args] = [await chain.balance(to), await pay()];
  const answer = await agentkit.succeed("native_transfer", args);
  assert.deepEqual([answer["nonce"], await chain.balance(to)], [args.nonce, had + 3n]);
  assert.deepEqual(cdp.paths, [`POST /v2/evm/accounts/${from}/sign/transaction`]);
});

test("a signature under something else is not broadcast", async () => {
  cdp.cheats = true;
  const args = await pay();
  const error = await agentkit.fail("native_transfer", args);
  cdp.cheats = false;
  assert.deepEqual([error.code, error.sent, await chain.nonce(from)], ["INTERNAL", false, args.nonce]);
});

test("a service that does not sign is SIGNER_UNAVAILABLE, and nothing was sent", async () => {
  cdp.down = true;
  const args = await pay();
  const error = await agentkit.fail("native_transfer", args);
  cdp.down = false;
  assert.deepEqual([error.code, error.sent, await chain.nonce(from)], ["SIGNER_UNAVAILABLE", false, args.nonce]);
});

test("neither secret appears in the log", () => {
  for (const secret of secrets) {
    assert.ok(!agentkit.stderr().includes(secret));
  }
});
