import { keccak256, type Hex, type PublicClient, type TransactionRequest } from "viem";
import { EvmWalletProvider } from "./agentkit.js";
import { broadcast, type Refusal } from "./broadcast.js";
import type { BaseChain } from "./chain.js";
import { Failure, refused, type Code } from "./failure.js";
import { prepare } from "./fees.js";
import { transactionWithNonce } from "./find-transaction.js";
import type { Attempt } from "./order.js";
import { log } from "./quiet-stdout.js";
import { receiptWithin } from "./receipt.js";
import { signed, type Signer } from "./signer.js";

const SETTLE_MS = 5_000;
const RECENT_BLOCKS = 60;

const CODE_OF: Record<Exclude<Refusal, "nonce-too-low" | "nonce-waiting">, Code> = {
  "insufficient-funds": "INSUFFICIENT_FUNDS",
  "fee-too-low": "GAS_TOO_HIGH",
  "wrong-chain": "WRONG_CHAIN",
  invalid: "RPC_UNAVAILABLE",
};

/**
 * The wallet that AgentKit's actions are given: it lives for one call, signs the one transaction that was ordered with
 * the caller's nonce, and broadcasts it at most once.
 *
 *     take -> prepare (simulate, bound the fee) -> sign -> hash known and logged -> broadcast -> receipt
 *             everything that ends here has sent nothing |  from here on the chain decides
 */
export class OneTransferWallet extends EvmWalletProvider {
  constructor(
    private readonly chain: BaseChain,
    private readonly signer: Signer,
    private readonly attempt: Attempt,
    private readonly receiptTimeoutMs: number,
  ) {
    super();
  }

  override async sendTransaction(asked: TransactionRequest): Promise<Hex> {
    try {
      return await this.send(asked);
    } catch (error) {
      this.attempt.failure ??= error instanceof Failure ? error : unexpected(error, this.attempt.hash);
      throw error;
    }
  }

  private async send(asked: TransactionRequest): Promise<Hex> {
    const { attempt, chain, signer } = this;
    attempt.take({ to: asked.to, value: asked.value ?? 0n, data: asked.data ?? "0x" });
    const transaction = await prepare(chain, signer.address, attempt.order);
    const bytes = await signed(signer, transaction);
    const hash = keccak256(bytes);
    attempt.checkStillWanted();
    log(`broadcasting ${hash} with nonce ${transaction.nonce} from ${signer.address}`);
    attempt.hash = hash;
    const outcome = await broadcast(chain.rpcUrl, bytes, this.receiptTimeoutMs);
    switch (outcome.kind) {
      case "accepted":
        return hash;
      case "never-arrived":
        throw refused("RPC_UNAVAILABLE", `the RPC could not be reached: ${outcome.why}`);
      case "lost":
        throw new Failure("OUTCOME_UNKNOWN", "unknown", `the answer to the broadcast was lost: ${outcome.why}`, {
          hash,
        });
      case "refused":
        return this.refusedByNode(hash, outcome.reason, outcome.why);
    }
  }

  /** A nonce that is taken may be taken by these very bytes, when somebody on the way has repeated them. */
  private async refusedByNode(hash: Hex, reason: Refusal, why: string): Promise<Hex> {
    const { nonce } = this.attempt.order;
    switch (reason) {
      case "nonce-waiting":
        throw new Failure("OUTCOME_UNKNOWN", "unknown", `another transaction waits with nonce ${nonce}: ${why}`, {
          hash,
        });
      case "nonce-too-low": {
        const mined = await this.minedWith(nonce);
        if (mined === hash || (mined === undefined && (await receiptWithin(this.chain, hash, SETTLE_MS)))) {
          return hash;
        }
        if (mined === undefined) {
          throw new Failure("OUTCOME_UNKNOWN", "unknown", `the nonce is taken, by what is not known: ${why}`, { hash });
        }
        throw refused("NONCE_USED", `nonce ${nonce} was used by ${mined}`, { latest_nonce: nonce + 1 });
      }
      default:
        throw refused(CODE_OF[reason], `the node refused the transaction: ${why}`);
    }
  }

  /** The nonce was free when this call began, so whoever used it did so in the last few blocks. */
  private async minedWith(nonce: number): Promise<Hex | undefined> {
    try {
      const head = Number(await this.chain.reader.getBlockNumber({ cacheTime: 0 }));
      const fromBlock = Math.max(0, head - RECENT_BLOCKS);
      return (await transactionWithNonce(this.chain, this.signer.address, nonce, fromBlock)).hash;
    } catch {
      return undefined;
    }
  }

  override async waitForTransactionReceipt(hash: Hex): Promise<unknown> {
    const receipt = await receiptWithin(this.chain, hash, this.receiptTimeoutMs);
    if (receipt === undefined) {
      throw new Error("no receipt in time");
    }
    this.attempt.inBlock = true;
    return receipt;
  }

  override async nativeTransfer(to: string, value: string): Promise<string> {
    const hash = await this.sendTransaction({ to: to as Hex, value: BigInt(value) });
    await this.waitForTransactionReceipt(hash);
    return hash;
  }

  override getAddress(): string {
    return this.signer.address;
  }

  override getNetwork() {
    return { protocolFamily: "evm", networkId: this.chain.network, chainId: String(this.chain.id) };
  }

  override getName(): string {
    return "chimera_one_transfer_wallet";
  }

  override getBalance(): Promise<bigint> {
    return this.chain.reader.getBalance({ address: this.signer.address });
  }

  override getPublicClient(): PublicClient {
    return this.chain.reader as unknown as PublicClient;
  }

  override readContract: EvmReadContract = (parameters) => this.chain.reader.readContract(parameters);

  // A transfer needs none of these, and a key that signs messages can be talked into signing a payment.
  override sign = refuseToSign;
  override signMessage = refuseToSign;
  override signTypedData = refuseToSign;
  override signTransaction = refuseToSign;
}

type EvmReadContract = InstanceType<typeof EvmWalletProvider>["readContract"];

function refuseToSign(): Promise<Hex> {
  return Promise.reject(refused("INTERNAL", "this wallet signs nothing but the transfer that was ordered"));
}

function unexpected(error: unknown, hash: Hex | undefined): Failure {
  return hash === undefined
    ? refused("INTERNAL", `the transfer could not be prepared: ${String(error)}`)
    : new Failure("OUTCOME_UNKNOWN", "unknown", `after the broadcast: ${String(error)}`, { hash });
}
