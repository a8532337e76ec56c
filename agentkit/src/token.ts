import { erc20Abi, type Address } from "viem";
import { ask, type BaseChain } from "./chain.js";
import { reasonOf, refused } from "./failure.js";

const LONGEST_SYMBOL = 32;

export interface Token {
  address: Address;
  symbol: string;
  decimals: number;
  balance: bigint;
}

/** What the token says about itself and about what `owner` holds. */
export async function readToken(chain: BaseChain, address: Address, owner: Address): Promise<Token> {
  const code = await ask(chain.reader.getCode({ address }));
  if (code === undefined || code === "0x") {
    throw refused("UNKNOWN_TOKEN", `there is no contract at ${address}`);
  }
  const contract = { address, abi: erc20Abi } as const;
  const [decimals, balance, symbol] = await Promise.all([
    answer(address, chain.reader.readContract({ ...contract, functionName: "decimals" })),
    answer(address, chain.reader.readContract({ ...contract, functionName: "balanceOf", args: [owner] })),
    answer(address, chain.reader.readContract({ ...contract, functionName: "symbol" })),
  ]);
  return { address, symbol: plain(symbol), decimals, balance };
}

/** The node answered that the contract does not, or the node did not answer: only the first is about the token. */
async function answer<T>(address: Address, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw contractFailed(error)
      ? refused("UNKNOWN_TOKEN", `the contract at ${address} does not answer as an ERC-20 token does`)
      : refused("RPC_UNAVAILABLE", `the RPC did not answer: ${reasonOf(error)}`);
  }
}

function contractFailed(error: unknown): boolean {
  const names: unknown[] = [];
  for (let at = error; at instanceof Error && names.length < 10; at = at.cause) {
    names.push(at.name);
  }
  return !["HttpRequestError", "TimeoutError", "LimitExceededRpcError"].some((name) => names.includes(name));
}

/** Anybody can name a token: what is shown of it is short and without control characters. */
function plain(symbol: string): string {
  return symbol
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim()
    .slice(0, LONGEST_SYMBOL);
}
