import { redact } from "./redaction.js";

const LONGEST_FOREIGN_TEXT = 300;

/** The codes that callers know. What each means stands in README.md. */
export type Code =
  | "INVALID_ADDRESS"
  | "INVALID_AMOUNT"
  | "INVALID_ARGUMENT"
  | "WRONG_CHAIN"
  | "RPC_UNAVAILABLE"
  | "INSUFFICIENT_FUNDS"
  | "GAS_TOO_HIGH"
  | "WOULD_REVERT"
  | "UNKNOWN_TOKEN"
  | "NONCE_USED"
  | "NONCE_GAP"
  | "BUSY"
  | "CANCELLED"
  | "TOO_LATE"
  | "TX_REVERTED"
  | "TOKEN_REFUSED"
  | "OUTCOME_UNKNOWN"
  | "SIGNER_UNAVAILABLE"
  | "INTERNAL";

/** Whether a signed transaction has left this process: `false` only where that is certain. */
export type Sent = true | false | "unknown";

interface Details {
  hash?: string;
  fee_wei?: string;
  block_number?: number;
  latest_nonce?: number;
}

/** A refusal or an accident, as the caller will read it. */
export class Failure extends Error {
  constructor(
    readonly code: Code,
    readonly sent: Sent,
    message: string,
    readonly details: Details = {},
  ) {
    super(redact(message));
    this.name = "Failure";
  }

  toJson(): Record<string, unknown> {
    return { error: { code: this.code, message: this.message, sent: this.sent, ...this.details } };
  }
}

/** Nothing was broadcast, and nothing of this call ever will be. */
export function refused(code: Code, message: string, details: Details = {}): Failure {
  return new Failure(code, false, message, details);
}

/** The first line of an error, which is what a person wants to read; viem's others repeat the request. */
export function reasonOf(error: unknown): string {
  const { shortMessage, details, message } = error as { shortMessage?: string; details?: string; message?: string };
  const first = firstLine(shortMessage ?? message ?? String(error));
  const more = firstLine(details ?? "");
  return more === "" || first.includes(more) ? first : `${first} (${more})`;
}

function firstLine(text: string): string {
  return clipped(text.split("\n")[0] ?? "");
}

/** Foreign text of a bearable length. Redacted before it is cut, so that no half of a secret is left. */
export function clipped(text: string): string {
  return redact(text).slice(0, LONGEST_FOREIGN_TEXT);
}
