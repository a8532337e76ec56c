import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { createTestClient, createWalletClient, erc20Abi, http, publicActions, type Address, type Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { baseSepolia } from "viem/chains";

/** What chain.mjs prints. */
export interface ChainFacts {
  rpc_url: string;
  chain_id: number;
  tokens: Record<"USDC" | "returnsFalse" | "reverts" | "feeOnTransfer" | "silent" | "revertsWhenMined", Address>;
  accounts: { address: Address; private_key: Hex }[];
  token_holder: Address;
}

/** A chain of the test's own, through the same command that the Java tests use. */
export async function startChain() {
  const child = spawn(process.execPath, [new URL("../../test/chain.mjs", import.meta.url).pathname], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const facts = JSON.parse(line) as ChainFacts;
  const client = createTestClient({
    mode: "anvil",
    chain: baseSepolia,
    transport: http(facts.rpc_url),
    cacheTime: 0,
  }).extend(publicActions);
  return {
    ...facts,
    client,
    account: (index: number) => accountOf(facts, index),
    balance: (address: Address) => client.getBalance({ address }),
    tokens_of: (token: Address, owner: Address) =>
      client.readContract({ address: token, abi: erc20Abi, functionName: "balanceOf", args: [owner] }),
    nonce: (address: Address) => client.getTransactionCount({ address }),
    /** A payment that has nothing to do with the server. */
    pay: async (index: number, to: Address, value: bigint) => {
      const account = privateKeyToAccount(accountOf(facts, index).private_key);
      const wallet = createWalletClient({ account, chain: baseSepolia, transport: http(facts.rpc_url) });
      return wallet.sendTransaction({ to, value });
    },
    stop: async () => {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

function accountOf(facts: ChainFacts, index: number) {
  const account = facts.accounts[index];
  if (account === undefined) {
    throw new Error(`the chain has no account ${index}`);
  }
  return account;
}

export type LocalChain = Awaited<ReturnType<typeof startChain>>;
