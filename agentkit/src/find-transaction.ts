import { decodeFunctionData, erc20Abi, getAddress, type Address, type Hex } from "viem";
import { ask, checkChain, noncesOf, type BaseChain } from "./chain.js";
import { Failure, reasonOf, refused } from "./failure.js";
import { feeOf, hasMoved } from "./receipt.js";

/** Three hours of Base's blocks: so many are read one by one where the node does not keep old nonces. */
const MOST_BLOCKS_READ = 5_400;
const BLOCKS_AT_ONCE = 8;
const LATEST_ATTEMPTS = 3;

export interface Found {
  hash: Hex;
  to: Address | null;
  value: bigint;
  input: Hex;
  blockNumber: bigint | undefined;
}

/** What became of the wallet's transaction with this nonce. Needs no hash: that was lost with the answer. */
export async function findTransaction(chain: BaseChain, address: Address, args: { nonce: number; fromBlock: number }) {
  await checkChain(chain);
  const { nonce, fromBlock } = args;
  const { latest, pending } = await noncesOf(chain, address);
  const head = Number(await ask(chain.reader.getBlockNumber({ cacheTime: 0 })));
  if (latest <= nonce) {
    const waiting = pending > nonce ? await waitingTransaction(chain, address, nonce) : undefined;
    const state = pending > nonce ? "pending" : "none";
    return { state, ...(waiting ? describe(waiting) : {}), latest_nonce: latest, block_number: head };
  }
  const found = await transactionWithNonce(chain, address, nonce, fromBlock);
  const receipt = await ask(chain.reader.getTransactionReceipt({ hash: found.hash }));
  const told = describe(found);
  const { transfer } = told;
  const moved = !transfer || hasMoved(receipt, transfer.token, address, transfer.to, BigInt(transfer.amount));
  return {
    state: "mined",
    ...told,
    status: receipt.status !== "success" ? "reverted" : moved ? "success" : "no_transfer",
    fee_wei: feeOf(receipt).toString(),
    latest_nonce: latest,
    block_number: Number(receipt.blockNumber),
  };
}

function describe({ hash, to, value, input }: Found) {
  const transfer = to === null ? undefined : tokenTransferIn(to, input);
  return { hash, ...(to === null ? {} : { to }), value_wei: value.toString(), ...(transfer ? { transfer } : {}) };
}

function tokenTransferIn(token: Address, input: Hex): { token: Address; to: Address; amount: string } | undefined {
  try {
    const call = decodeFunctionData({ abi: erc20Abi, data: input });
    return call.functionName === "transfer" ? { token, to: call.args[0], amount: call.args[1].toString() } : undefined;
  } catch {
    return undefined;
  }
}

/** The mined transaction with this nonce; the caller knows that there is one. */
export async function transactionWithNonce(chain: BaseChain, address: Address, nonce: number, fromBlock = 0) {
  const head = await headThatHas(chain, address, nonce);
  const block = (await blockByCounting(chain, address, nonce, fromBlock, head)) ?? undefined;
  const found =
    block === undefined
      ? await readBlocks(chain, address, nonce, fromBlock, head)
      : await inBlock(chain, address, nonce, BigInt(block));
  if (found === undefined) {
    throw new Failure(
      "OUTCOME_UNKNOWN",
      "unknown",
      `nonce ${nonce} is used, but no transaction with it was found in blocks ${fromBlock} to ${head}`,
    );
  }
  return found;
}

/** A head at which the nonce is used: behind a load balancer the node that is asked next may be a block behind. */
async function headThatHas(chain: BaseChain, address: Address, nonce: number): Promise<number> {
  for (let attempt = 0; attempt < LATEST_ATTEMPTS; attempt++) {
    const head = Number(await ask(chain.reader.getBlockNumber({ cacheTime: 0 })));
    const count = await countAt(chain, address, head);
    if (count === undefined || count > nonce) {
      return head;
    }
  }
  throw refused("RPC_UNAVAILABLE", "the RPC's answers about the latest block contradict each other");
}

/** The first block after which the nonce is used, by halving; undefined where the node has forgotten the past. */
async function blockByCounting(chain: BaseChain, address: Address, nonce: number, fromBlock: number, head: number) {
  let low = Math.min(fromBlock, head);
  const before = low === 0 ? 0 : await countAt(chain, address, low - 1);
  if (before === undefined) {
    return undefined;
  }
  let high = head;
  if (before > nonce) {
    high = low - 1;
    low = 0;
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const count = await countAt(chain, address, middle);
    if (count === undefined) {
      return undefined;
    }
    if (count > nonce) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** The wallet's nonce after a block; undefined if the node has no state for it any more. */
async function countAt(chain: BaseChain, address: Address, block: number): Promise<number | undefined> {
  try {
    return await chain.reader.getTransactionCount({ address, blockNumber: BigInt(block) });
  } catch (error) {
    if (["HttpRequestError", "TimeoutError"].includes(rootName(error))) {
      throw refused("RPC_UNAVAILABLE", `the RPC did not answer: ${reasonOf(error)}`);
    }
    return undefined;
  }
}

function rootName(error: unknown): string {
  let at = error;
  for (let depth = 0; at instanceof Error && depth < 10; depth++, at = at.cause) {
    if (at.name === "HttpRequestError" || at.name === "TimeoutError") {
      return at.name;
    }
  }
  return "";
}

/** From the youngest to the oldest: what is looked for was sent a moment ago. */
async function readBlocks(chain: BaseChain, address: Address, nonce: number, fromBlock: number, head: number) {
  const oldest = Math.max(fromBlock, head - MOST_BLOCKS_READ + 1, 0);
  for (let high = head; high >= oldest; high -= BLOCKS_AT_ONCE) {
    const numbers = [];
    for (let block = high; block > high - BLOCKS_AT_ONCE && block >= oldest; block--) {
      numbers.push(BigInt(block));
    }
    const found = await Promise.all(numbers.map((block) => inBlock(chain, address, nonce, block)));
    const first = found.find((transaction) => transaction !== undefined);
    if (first !== undefined) {
      return first;
    }
  }
  return undefined;
}

async function inBlock(chain: BaseChain, address: Address, nonce: number, block: bigint | "pending") {
  const where = block === "pending" ? { blockTag: block } : { blockNumber: block };
  const { transactions } = await ask(chain.reader.getBlock({ ...where, includeTransactions: true }));
  const sender = address.toLowerCase();
  const found = transactions.find((one) => one.from.toLowerCase() === sender && Number(one.nonce) === nonce);
  return found === undefined
    ? undefined
    : {
        hash: found.hash,
        to: found.to && getAddress(found.to),
        value: found.value,
        input: found.input,
        blockNumber: block === "pending" ? undefined : block,
      };
}

/** Best effort: a node need not show what waits in its pool. That something waits, its count has said. */
async function waitingTransaction(chain: BaseChain, address: Address, nonce: number): Promise<Found | undefined> {
  try {
    return await inBlock(chain, address, nonce, "pending");
  } catch {
    return undefined;
  }
}
