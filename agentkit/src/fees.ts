import { decodeFunctionResult, erc20Abi, parseAbi, serializeTransaction, type Address } from "viem";
import { ask, type BaseChain } from "./chain.js";
import { reasonOf, refused } from "./failure.js";
import type { Order } from "./order.js";
import type { Transaction } from "./signer.js";

/** Where chains of the OP stack publish what the data of a transaction costs on L1; a private chain has none. */
const GAS_PRICE_ORACLE: Address = "0x420000000000000000000000000000000000000F";
const GAS_PRICE_ORACLE_ABI = parseAbi(["function getL1Fee(bytes transaction) view returns (uint256)"]);

/** The state may change between the estimate and the block. */
const GAS_MARGIN_PERCENT = 20n;
const L1_MARGIN_PERCENT = 25n;

/**
 * Simulates the order and fixes what it may cost. Whatever would fail on chain and can be seen from here is refused
 * here, where it costs nothing.
 */
export async function prepare(chain: BaseChain, from: Address, order: Order): Promise<Transaction> {
  const balance = await ask(chain.reader.getBalance({ address: from }));
  if (balance < order.value) {
    throw refused("INSUFFICIENT_FUNDS", `the wallet holds ${balance} wei and should pay ${order.value}`);
  }
  await simulateToken(chain, from, order);
  const [gas, fees] = await Promise.all([estimateGas(chain, from, order), ask(chain.reader.estimateFeesPerGas())]);
  const transaction: Transaction = {
    type: "eip1559",
    chainId: chain.id,
    nonce: order.nonce,
    to: order.to,
    value: order.value,
    data: order.data,
    gas: gas + (gas * GAS_MARGIN_PERCENT) / 100n,
    maxFeePerGas: fees.maxFeePerGas,
    maxPriorityFeePerGas: fees.maxPriorityFeePerGas,
  };
  const mostFee = transaction.gas * transaction.maxFeePerGas + (await l1Fee(chain, transaction));
  if (order.maxFeeWei !== undefined && mostFee > order.maxFeeWei) {
    throw refused("GAS_TOO_HIGH", `the fee may reach ${mostFee} wei, and max_fee_wei is ${order.maxFeeWei}`);
  }
  if (balance < order.value + mostFee) {
    const needed = order.value + mostFee;
    throw refused("INSUFFICIENT_FUNDS", `the wallet holds ${balance} wei and needs ${needed} with the fee`);
  }
  return transaction;
}

async function estimateGas(chain: BaseChain, from: Address, order: Order): Promise<bigint> {
  try {
    return await chain.reader.estimateGas({ account: from, to: order.to, value: order.value, data: order.data });
  } catch (error) {
    throw simulationFailed(error);
  }
}

/** Some tokens answer `false` where others revert. Those that answer nothing are old, and say it with the event. */
async function simulateToken(chain: BaseChain, from: Address, order: Order): Promise<void> {
  if (order.data === "0x") {
    return;
  }
  let answer;
  try {
    answer = await chain.reader.call({ account: from, to: order.to, data: order.data });
  } catch (error) {
    throw simulationFailed(error);
  }
  if (answer.data !== undefined && answer.data !== "0x" && !isTrue(answer.data)) {
    throw refused("WOULD_REVERT", "the token's transfer answers false: it would move nothing");
  }
}

function isTrue(data: `0x${string}`): boolean {
  try {
    return decodeFunctionResult({ abi: erc20Abi, functionName: "transfer", data });
  } catch {
    return false;
  }
}

/** A node that executed the call and says how it ended, or no answer at all: the second says nothing about the call. */
function simulationFailed(error: unknown) {
  const reason = reasonOf(error);
  const words = `${reason} ${(error as { details?: string }).details ?? ""}`;
  if (/insufficient funds/i.test(words)) {
    return refused("INSUFFICIENT_FUNDS", reason);
  }
  return /revert|invalid opcode|out of gas|outofgas|gas required exceeds|bad jump|stack (under|over)flow/i.test(words)
    ? refused("WOULD_REVERT", `a simulation of the transfer failed: ${reason}`)
    : refused("RPC_UNAVAILABLE", `the transfer could not be simulated: ${reason}`);
}

async function l1Fee(chain: BaseChain, transaction: Transaction): Promise<bigint> {
  const code = await ask(chain.reader.getCode({ address: GAS_PRICE_ORACLE }));
  if (code === undefined || code === "0x") {
    return 0n;
  }
  const fee = await ask(
    chain.reader.readContract({
      address: GAS_PRICE_ORACLE,
      abi: GAS_PRICE_ORACLE_ABI,
      functionName: "getL1Fee",
      args: [serializeTransaction(transaction)],
    }),
  );
  return fee + (fee * L1_MARGIN_PERCENT) / 100n;
}
