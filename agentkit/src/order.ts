import type { Address, Hex } from "viem";
import { refused, type Failure } from "./failure.js";

/** Reading and simulating may take this long; what is broadcast later than that, nobody waits for any more. */
const PREPARATION_MS = 15_000;

/** Who asked, and until when the answer is wanted. */
export interface Caller {
  /** Aborted when the caller cancels the call, or is gone. */
  signal: AbortSignal;
  /** From the call's `_meta`: after this moment the caller's right to pay has ended (milliseconds since 1970). */
  notAfter: number | undefined;
}

/** The one transaction that a call may lead to. Nothing else is ever signed for it, whatever AgentKit asks for. */
export interface Order {
  to: Address;
  value: bigint;
  data: Hex;
  nonce: number;
  maxFeeWei: bigint | undefined;
}

/** How far a call has come. `hash` is set before the broadcast: from then on the outcome is a matter of the chain. */
export class Attempt {
  hash: Hex | undefined;
  /** Whether AgentKit has seen a receipt. */
  inBlock = false;
  /** Why it ended; AgentKit turns what is thrown into a sentence, so it is kept here. */
  failure: Failure | undefined;
  #started = performance.now();
  #taken = false;

  constructor(
    readonly order: Order,
    readonly caller: Caller,
  ) {}

  /** Only the first request to send is granted, and only if it is for exactly what was ordered. */
  take(asked: { to: string | null | undefined; value: bigint; data: Hex }): void {
    const { to, value, data } = this.order;
    if (this.#taken) {
      throw refused("INTERNAL", "AgentKit asked for a second transaction in one call");
    }
    this.#taken = true;
    if (asked.to?.toLowerCase() !== to.toLowerCase() || asked.value !== value || asked.data !== data) {
      throw refused("INTERNAL", "AgentKit asked for another transaction than the one that was ordered");
    }
  }

  /** Asked for the last time right before the broadcast: nobody wants a late one. */
  checkStillWanted(): void {
    const { signal, notAfter } = this.caller;
    if (signal.aborted) {
      throw refused("CANCELLED", "the caller has cancelled the call or is gone");
    }
    if (notAfter !== undefined && Date.now() >= notAfter) {
      throw refused("TOO_LATE", "the call came too late: its not_after has passed");
    }
    if (performance.now() - this.#started > PREPARATION_MS) {
      throw refused("RPC_UNAVAILABLE", `the RPC needed more than ${PREPARATION_MS / 1000} s before anything was sent`);
    }
  }
}
