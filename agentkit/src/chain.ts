import { createPublicClient, http, type Address, type Chain, type HttpTransport, type PublicClient } from "viem";
import { base, baseSepolia } from "viem/chains";
import type { Config, Network } from "./config.js";
import { Failure, reasonOf, refused } from "./failure.js";

const READ_TIMEOUT_MS = 4_000;
const READ_RETRIES = 1;

const CHAINS: Record<Network, Chain> = { "base-sepolia": baseSepolia, "base-mainnet": base };

export type Reader = PublicClient<HttpTransport, Chain>;

/** The chain that one wallet lives on: a client that only reads, and the address that transactions are sent to. */
export interface BaseChain {
  readonly network: Network;
  readonly id: number;
  readonly rpcUrl: string;
  readonly reader: Reader;
}

export function connect(config: Config): BaseChain {
  const chain = CHAINS[config.network];
  const rpcUrl = config.rpcUrl ?? String(chain.rpcUrls.default.http[0]);
  return { network: config.network, id: chain.id, rpcUrl, reader: readerOf(config.network, rpcUrl) };
}

function readerOf(network: Network, rpcUrl: string): Reader {
  return createPublicClient({
    chain: CHAINS[network],
    // AgentKit reads tokens in one call of a contract that a private chain does not have.
    batch: { multicall: { deployless: true } },
    transport: http(rpcUrl, {
      timeout: READ_TIMEOUT_MS,
      retryCount: READ_RETRIES,
      methods: { exclude: ["eth_sendRawTransaction", "eth_sendTransaction"] },
      // viem's own limit ends with the headers of the answer; this one covers its body. A redirect is refused here
      // because it is refused to a broadcast, and then before anything is sent.
      fetchFn: (input, init) => {
        const patience = AbortSignal.timeout(READ_TIMEOUT_MS);
        const signal = init?.signal ? AbortSignal.any([init.signal, patience]) : patience;
        return fetch(input, { ...init, signal, redirect: "error" });
      },
    }),
  });
}

/** What is asked of the chain before anything is sent: if it does not answer, nothing has happened. */
export async function ask<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    throw error instanceof Failure ? error : refused("RPC_UNAVAILABLE", `the RPC did not answer: ${reasonOf(error)}`);
  }
}

/** Another chain may have the same addresses, nonces and balances: nothing that it says is about this wallet. */
export async function checkChain(chain: BaseChain): Promise<void> {
  const id = await ask(chain.reader.getChainId());
  if (id !== chain.id) {
    throw refused("WRONG_CHAIN", `the RPC serves chain ${id}, but ${chain.network} is chain ${chain.id}`);
  }
}

export interface Nonces {
  /** How many transactions of the wallet are in blocks: the nonce that comes next. */
  latest: number;
  /** The same, with those that wait in the node's pool. */
  pending: number;
}

export async function noncesOf(chain: BaseChain, address: Address): Promise<Nonces> {
  const [latest, pending] = await ask(
    Promise.all([
      chain.reader.getTransactionCount({ address, blockTag: "latest" }),
      chain.reader.getTransactionCount({ address, blockTag: "pending" }),
    ]),
  );
  return { latest, pending: Math.max(latest, pending) };
}
