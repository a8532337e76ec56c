import { setTimeout as pause } from "node:timers/promises";
import { erc20Abi, parseEventLogs, type Address, type Hex, type TransactionReceipt } from "viem";
import type { BaseChain } from "./chain.js";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/** The receipt, once the transaction is in a block; undefined if that does not become known in time. */
export async function receiptWithin(chain: BaseChain, hash: Hex, patienceMs: number) {
  const end = performance.now() + patienceMs;
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
    const receipt = await receiptOf(chain, hash);
    const left = end - performance.now();
    if (receipt !== undefined || left <= 0) {
      return receipt;
    }
    await pause(Math.min(wait, left));
  }
}

/** The receipt if there is one now. A node that does not answer knows no more than one that has none. */
export async function receiptOf(chain: BaseChain, hash: Hex): Promise<TransactionReceipt | undefined> {
  try {
    return await chain.reader.getTransactionReceipt({ hash });
  } catch {
    return undefined;
  }
}

/** What the sender paid: for the execution, and on the OP stack for the data on L1. */
export function feeOf(receipt: TransactionReceipt): bigint {
  const { l1Fee } = receipt as { l1Fee?: bigint | null };
  return receipt.gasUsed * receipt.effectiveGasPrice + (l1Fee ?? 0n);
}

/** Whether the token itself has logged that exactly this amount went from here to there. */
export function hasMoved(receipt: TransactionReceipt, token: Address, from: Address, to: Address, amount: bigint) {
  return parseEventLogs({ abi: erc20Abi, eventName: "Transfer", logs: receipt.logs, strict: true }).some(
    (event) =>
      event.address.toLowerCase() === token.toLowerCase() &&
      event.args.from === from &&
      event.args.to === to &&
      event.args.value === amount,
  );
}
