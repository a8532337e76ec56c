import {
  recoverTransactionAddress,
  parseTransaction,
  type Address,
  type Hex,
  type TransactionSerializableEIP1559,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { CdpWallet, Config } from "./config.js";
import { refused } from "./failure.js";

/** What every transfer of ours is: all fields fixed before it is signed, none left to the signer. */
export type Transaction = TransactionSerializableEIP1559 & {
  chainId: number;
  nonce: number;
  to: Address;
  value: bigint;
  data: Hex;
  gas: bigint;
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint;
};

/** Whoever holds the key. Signs, and sends nothing: broadcasting is ours alone, so that it happens once. */
export interface Signer {
  readonly address: Address;
  sign(transaction: Transaction): Promise<Hex>;
}

export async function signerOf(wallet: Config["wallet"]): Promise<Signer> {
  switch (wallet.kind) {
    case "private-key": {
      const account = privateKeyToAccount(wallet.key);
      return { address: account.address, sign: (transaction) => account.signTransaction(transaction) };
    }
    case "cdp":
      return cdpSigner(wallet);
  }
}

/** A server wallet at Coinbase, with its own transport for errors: only loaded for those who use it. */
async function cdpSigner(wallet: CdpWallet): Promise<Signer> {
  const { connectCdp } = await import("./cdp-signer.js");
  return connectCdp(wallet);
}

/** A signature is checked before it leaves: that it is the wallet's, and under exactly what was to be signed. */
export async function signed(signer: Signer, transaction: Transaction): Promise<Hex> {
  const bytes = await signer.sign(transaction);
  const found = parseTransaction(bytes as `0x02${string}`);
  const same =
    found.chainId === transaction.chainId &&
    (found.nonce ?? 0) === transaction.nonce &&
    found.to?.toLowerCase() === transaction.to.toLowerCase() &&
    (found.value ?? 0n) === transaction.value &&
    (found.data ?? "0x") === transaction.data &&
    found.gas === transaction.gas &&
    found.maxFeePerGas === transaction.maxFeePerGas &&
    (found.maxPriorityFeePerGas ?? 0n) === transaction.maxPriorityFeePerGas;
  const by = await recoverTransactionAddress({ serializedTransaction: bytes as `0x02${string}` });
  if (!same || by !== signer.address) {
    throw refused("INTERNAL", "the wallet signed something else than it was asked to");
  }
  return bytes;
}
