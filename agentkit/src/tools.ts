import type { Tool } from "@modelcontextprotocol/sdk/types.js";
import {
  findTransactionArguments,
  nativeTransferArguments,
  tokenTransferArguments,
  walletDetailsArguments,
} from "./arguments.js";
import { refused } from "./failure.js";
import { findTransaction } from "./find-transaction.js";
import type { Caller } from "./order.js";
import type { Wallet } from "./transfer.js";
import { walletDetails } from "./wallet-details.js";

const ADDRESS = { type: "string", pattern: "^0x[0-9a-fA-F]{40}$" } as const;
const BASE_UNITS = { type: "string", pattern: "^(0|[1-9][0-9]*)$" } as const;
const COUNT = { type: "integer", minimum: 0 } as const;
const NONCE = { ...COUNT, description: "assigned by the caller; the chain takes it once" };
const MAX_FEE = { ...BASE_UNITS, description: "refuse to send if the fee could exceed this" };

/** All that this server does. What AgentKit could do besides is not reachable from outside. */
export const TOOLS: Tool[] = [
  {
    name: "get_wallet_details",
    description: "Address, network, balances and nonces of the wallet",
    inputSchema: {
      type: "object",
      properties: { tokens: { type: "array", items: ADDRESS, maxItems: 20 } },
      additionalProperties: false,
    },
    annotations: { readOnlyHint: true },
  },
  {
    name: "native_transfer",
    description: "Pays ETH from the wallet, in wei, once, with the caller's nonce; answers when it is in a block",
    inputSchema: {
      type: "object",
      properties: { to: ADDRESS, amount_wei: BASE_UNITS, nonce: NONCE, max_fee_wei: MAX_FEE },
      required: ["to", "amount_wei", "nonce"],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
  },
  {
    name: "erc20_transfer",
    description: "Pays an ERC-20 token from the wallet, in its base units, once, with the caller's nonce",
    inputSchema: {
      type: "object",
      properties: { token: ADDRESS, to: ADDRESS, amount: BASE_UNITS, nonce: NONCE, max_fee_wei: MAX_FEE },
      required: ["token", "to", "amount", "nonce"],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
  },
  {
    name: "find_transaction",
    description: "What became of the wallet's transaction with this nonce, looked for from this block on",
    inputSchema: {
      type: "object",
      properties: { nonce: COUNT, from_block: COUNT },
      required: ["nonce", "from_block"],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: true },
  },
];

/** One transfer at a time: two at once would race for the wallet's balance and its next nonce. */
export class Tools {
  #sending = false;

  constructor(private readonly wallet: Wallet) {}

  async call(name: string, args: unknown, caller: Caller): Promise<Record<string, unknown>> {
    const { wallet } = this;
    switch (name) {
      case "get_wallet_details":
        return walletDetails(wallet, walletDetailsArguments(args).tokens);
      case "find_transaction":
        return findTransaction(wallet.chain, wallet.signer.address, findTransactionArguments(args));
      case "native_transfer": {
        const checked = nativeTransferArguments(args);
        return this.alone(async () => (await transfers()).nativeTransfer(wallet, checked, caller));
      }
      case "erc20_transfer": {
        const checked = tokenTransferArguments(args);
        return this.alone(async () => (await transfers()).tokenTransfer(wallet, checked, caller));
      }
      default:
        throw refused("INVALID_ARGUMENT", `there are no other tools than ${TOOLS.map((tool) => tool.name).join(", ")}`);
    }
  }

  private async alone<T>(transfer: () => Promise<T>): Promise<T> {
    if (this.#sending) {
      throw refused("BUSY", "another transfer of this wallet is being sent");
    }
    this.#sending = true;
    try {
      return await transfer();
    } finally {
      this.#sending = false;
    }
  }
}

/** AgentKit is half of this process's memory and start-up: a wallet that only looks does without. */
async function transfers() {
  try {
    return await import("./transfer.js");
  } catch (error) {
    throw refused("INTERNAL", `AgentKit could not be loaded: ${String(error)}`);
  }
}
