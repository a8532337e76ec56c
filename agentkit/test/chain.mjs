// A local chain for tests, here and in Java: anvil with Base Sepolia's chain id, and tokens good and bad.
//
//   node agentkit/test/chain.mjs [--port 0] [--block-time SECONDS]
//
// Prints one line of JSON when it is ready: {"rpc_url","chain_id","tokens":{NAME: address},"accounts":[{"address",
// "private_key"}],"token_holder"}. Ends, and ends anvil, when its standard input closes or on SIGTERM.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { createTestClient, createWalletClient, getAddress, http, publicActions, toHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { baseSepolia } from "viem/chains";

const ACCOUNTS = 5;
const HOLDERS = 2;
const SUPPLY = 1_000_000_000_000_000n;
const PATIENCE_MS = 30_000;

const { values } = parseArgs({ options: { port: { type: "string", default: "0" }, "block-time": { type: "string" } } });

const anvil = spawn(anvilBinary(), ["--port", values.port, "--chain-id", String(baseSepolia.id)], {
  stdio: ["ignore", "pipe", "inherit"],
});
const stop = () => {
  anvil.kill("SIGKILL");
  process.exit();
};
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
process.once("exit", () => anvil.kill("SIGKILL"));
process.stdin.once("end", stop).once("error", stop).resume();
anvil.once("exit", (code) => {
  console.error(`anvil ended with status ${code}`);
  process.exit(1);
});

const rpcUrl = `http://${await listeningOn()}`;
const chain = createTestClient({ mode: "anvil", chain: baseSepolia, transport: http(rpcUrl) }).extend(publicActions);
const accounts = Array.from({ length: ACCOUNTS }, (_, addressIndex) =>
  mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex }),
);

const compiled = JSON.parse(readFileSync(new URL("../dist/test/tokens.json", import.meta.url), "utf8"));
// The holders' nonces stay at 0: an account that the tests never use deploys and hands out.
const bank = createWalletClient({
  account: mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex: 9 }),
  chain: baseSepolia,
  transport: http(rpcUrl),
});

const tokens = {
  USDC: await deploy("GoodToken", ["USD Coin", "USDC", SUPPLY]),
  returnsFalse: await deploy("ReturnsFalseToken", [SUPPLY]),
  reverts: await deploy("RevertingToken", [SUPPLY]),
  feeOnTransfer: await deploy("FeeOnTransferToken", [SUPPLY]),
  silent: await deploy("SilentToken", [SUPPLY]),
  revertsWhenMined: await deploy("RevertsWhenMinedToken", [SUPPLY]),
};
for (const address of Object.values(tokens)) {
  for (const holder of accounts.slice(0, HOLDERS)) {
    const args = [holder.address, SUPPLY / BigInt(HOLDERS)];
    await mined(await bank.writeContract({ address, abi: compiled.GoodToken.abi, functionName: "give", args }));
  }
}
if (values["block-time"] !== undefined) {
  await chain.request({ method: "evm_setAutomine", params: [false] });
  await chain.request({ method: "evm_setIntervalMining", params: [Number(values["block-time"])] });
}

console.log(
  JSON.stringify({
    rpc_url: rpcUrl,
    chain_id: baseSepolia.id,
    tokens,
    accounts: accounts.map((account) => ({
      address: account.address,
      private_key: toHex(account.getHdKey().privateKey, { size: 32 }),
    })),
    token_holder: accounts[0].address,
  }),
);

async function deploy(name, args) {
  const hash = await bank.deployContract({ abi: compiled[name].abi, bytecode: compiled[name].bytecode, args });
  return getAddress((await mined(hash)).contractAddress);
}

async function mined(hash) {
  const receipt = await chain.waitForTransactionReceipt({ hash, pollingInterval: 20 });
  if (receipt.status !== "success") {
    throw new Error(`transaction ${hash} was reverted`);
  }
  return receipt;
}

/** Anvil says where it listens; its other lines are nobody's business, but must be read or it would stop. */
async function listeningOn() {
  const address = new Promise((resolve) => {
    createInterface({ input: anvil.stdout }).on("line", (line) => {
      const found = /^Listening on (\S+)/.exec(line);
      if (found) {
        resolve(found[1]);
      }
    });
  });
  const late = setTimeout(() => {
    console.error("anvil did not start in time");
    process.exit(1);
  }, PATIENCE_MS);
  const found = await address;
  clearTimeout(late);
  return found;
}

/** The binary itself and not npm's wrapper around it, so that whoever is killed here is anvil. */
function anvilBinary() {
  const require = createRequire(import.meta.url);
  const architecture = { x64: "amd64", arm64: "arm64" }[process.arch] ?? process.arch;
  const name = `@foundry-rs/anvil-${process.platform}-${architecture}`;
  return join(dirname(require.resolve(`${name}/package.json`)), "bin", "anvil");
}
