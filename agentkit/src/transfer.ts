import { encodeFunctionData, erc20Abi, formatUnits, type Address } from "viem";
import { erc20ActionProvider, walletActionProvider } from "./agentkit.js";
import type { TokenTransferArguments, TransferArguments } from "./arguments.js";
import { checkChain, noncesOf, type BaseChain } from "./chain.js";
import { clipped, Failure, refused } from "./failure.js";
import { OneTransferWallet } from "./one-transfer-wallet.js";
import { Attempt, type Caller } from "./order.js";
import { feeOf, hasMoved, receiptWithin } from "./receipt.js";
import type { Signer } from "./signer.js";
import { readToken } from "./token.js";

const NATIVE_DECIMALS = 18;
const REREAD_MS = 5_000;

export interface Wallet {
  readonly chain: BaseChain;
  readonly signer: Signer;
  readonly receiptTimeoutMs: number;
}

export interface Transferred extends Record<string, unknown> {
  hash: string;
  nonce: number;
  block_number: number;
  gas_used: number;
  fee_wei: string;
  status: "success";
}

export async function nativeTransfer(wallet: Wallet, args: TransferArguments, caller: Caller): Promise<Transferred> {
  await checkNonce(wallet, args.nonce);
  const order = { to: args.to, value: args.amount, data: "0x", nonce: args.nonce, maxFeeWei: args.maxFeeWei } as const;
  const attempt = new Attempt(order, caller);
  const said = await perform(wallet, attempt, walletActionProvider(), "WalletActionProvider_native_transfer", {
    to: args.to,
    value: formatUnits(args.amount, NATIVE_DECIMALS),
  });
  return outcome(wallet, attempt, said);
}

export async function tokenTransfer(
  wallet: Wallet,
  args: TokenTransferArguments,
  caller: Caller,
): Promise<Transferred> {
  await checkNonce(wallet, args.nonce);
  const from = wallet.signer.address;
  const token = await readToken(wallet.chain, args.token, from);
  if (token.balance < args.amount) {
    throw refused("INSUFFICIENT_FUNDS", `the wallet holds ${token.balance} of the token and should pay ${args.amount}`);
  }
  const data = encodeFunctionData({ abi: erc20Abi, functionName: "transfer", args: [args.to, args.amount] });
  const attempt = new Attempt(
    { to: args.token, value: 0n, data, nonce: args.nonce, maxFeeWei: args.maxFeeWei },
    caller,
  );
  const said = await perform(wallet, attempt, erc20ActionProvider(), "ERC20ActionProvider_transfer", {
    tokenAddress: args.token,
    destinationAddress: args.to,
    amount: formatUnits(args.amount, token.decimals),
  });
  return outcome(wallet, attempt, said, { token: args.token, from, to: args.to, amount: args.amount });
}

/** The caller assigned the nonce; if it is not the next one, this is not the moment to pay. */
async function checkNonce({ chain, signer }: Wallet, nonce: number): Promise<void> {
  await checkChain(chain);
  const { latest, pending } = await noncesOf(chain, signer.address);
  if (latest > nonce) {
    throw refused("NONCE_USED", `nonce ${nonce} is used, the next is ${latest}`, { latest_nonce: latest });
  }
  if (latest < nonce) {
    throw refused("NONCE_GAP", `nonce ${nonce} comes after ${latest}, which is not used yet`, { latest_nonce: latest });
  }
  if (pending > nonce) {
    // Perhaps an earlier attempt at this very payment: it may still be mined.
    throw new Failure("OUTCOME_UNKNOWN", "unknown", `a transaction with nonce ${nonce} already waits for a block`, {
      latest_nonce: latest,
    });
  }
}

type ActionProvider = Pick<ReturnType<typeof walletActionProvider>, "getActions">;

/** Runs one of AgentKit's actions. What it says is a sentence, whether it paid or not: the attempt knows better. */
async function perform(wallet: Wallet, attempt: Attempt, provider: ActionProvider, name: string, args: unknown) {
  const once = new OneTransferWallet(wallet.chain, wallet.signer, attempt, wallet.receiptTimeoutMs);
  const action = provider.getActions(once).find((candidate) => candidate.name === name);
  if (action === undefined) {
    throw refused("INTERNAL", `AgentKit has no action ${name}`);
  }
  return action.invoke(args);
}

interface TokenMovement {
  token: Address;
  from: Address;
  to: Address;
  amount: bigint;
}

/** The receipt is read again, and it alone decides. */
async function outcome(wallet: Wallet, attempt: Attempt, said: string, movement?: TokenMovement): Promise<Transferred> {
  if (attempt.failure !== undefined) {
    throw attempt.failure;
  }
  const hash = attempt.hash;
  if (hash === undefined) {
    throw agentKitRefused(said);
  }
  const receipt = await receiptWithin(wallet.chain, hash, attempt.inBlock ? REREAD_MS : 0);
  if (receipt === undefined) {
    throw new Failure("OUTCOME_UNKNOWN", "unknown", "the transaction was broadcast, and no receipt came in time", {
      hash,
    });
  }
  const facts = { hash, block_number: Number(receipt.blockNumber), fee_wei: feeOf(receipt).toString() };
  if (receipt.status !== "success") {
    throw new Failure(
      "TX_REVERTED",
      true,
      "the transaction is in a block and was reverted: only its fee was paid",
      facts,
    );
  }
  if (movement && !hasMoved(receipt, movement.token, movement.from, movement.to, movement.amount)) {
    throw new Failure("TOKEN_REFUSED", true, "the token did not log a transfer of exactly this amount", facts);
  }
  return { ...facts, nonce: attempt.order.nonce, gas_used: Number(receipt.gasUsed), status: "success" };
}

/** AgentKit did not even ask for a signature. Its reasons are sentences; the ones it is known to have get their code. */
function agentKitRefused(said: string): Failure {
  const why = `AgentKit refused: ${clipped(said)}`;
  if (/destination is/i.test(said)) {
    return refused("INVALID_ADDRESS", why);
  }
  return /insufficient/i.test(said) ? refused("INSUFFICIENT_FUNDS", why) : refused("RPC_UNAVAILABLE", why);
}
