import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import type { Hex } from "viem";
import { clipped } from "./failure.js";

const LONGEST_WAIT_MS = 10_000;

/**
 * What became of the one attempt to hand a signed transaction to the node.
 *
 * - `accepted`: the node has it.
 * - `never-arrived`: no connection came about, so nobody has seen it.
 * - `refused`: the node looked at it and said why it does not take it.
 * - `lost`: it may have arrived; the answer did not, or says too little.
 */
export type Broadcast =
  | { kind: "accepted" }
  | { kind: "never-arrived"; why: string }
  | { kind: "refused"; reason: Refusal; why: string }
  | { kind: "lost"; why: string };

export type Refusal =
  "nonce-too-low" | "nonce-waiting" | "insufficient-funds" | "fee-too-low" | "wrong-chain" | "invalid";

/** In the words of geth, op-geth, reth, nethermind, erigon and anvil. Only what a node says before it takes anything. */
const REFUSALS: [Refusal, RegExp][] = [
  ["nonce-too-low", /nonce (is )?too low|nonce has already been used|oldnonce|invalid nonce/i],
  ["nonce-waiting", /replacement|same nonce/i],
  ["insufficient-funds", /insufficient funds|insufficient balance/i],
  ["fee-too-low", /less than block base fee|underpriced|fee ?cap.*(low|less)|feetoolow|max fee per gas/i],
  ["wrong-chain", /invalid chain id|chain ?id .*(mismatch|not match)|incorrect eip-155/i],
  [
    "invalid",
    /intrinsic gas|exceeds block gas limit|exceeds the configured cap|invalid sender|txpool is full|oversized/i,
  ],
];
const KNOWN_ALREADY = /already known|already imported|already in mempool|alreadyknown|known transaction/i;
const NO_CONNECTION = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"];

/**
 * Sends the bytes once. Nothing on this way repeats: no transport of a library, no loop, no redirect. The connection is a
 * new one, because one from a pool may have been closed by the other side a moment ago, and then nobody can tell whether
 * the bytes were read.
 */
export async function broadcast(rpcUrl: string, bytes: Hex, patienceMs: number): Promise<Broadcast> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_sendRawTransaction", params: [bytes] });
  try {
    const { status, text } = await post(rpcUrl, body, AbortSignal.timeout(Math.min(patienceMs, LONGEST_WAIT_MS)));
    return understood(status, text);
  } catch (error) {
    return unanswered(error);
  }
}

async function post(url: string, body: string, signal: AbortSignal): Promise<{ status: number; text: string }> {
  const { request } = url.startsWith("https:") ? https : http;
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const outgoing = request(url, { method: "POST", agent: false, headers, signal });
  outgoing.end(body);
  const [answer] = (await once(outgoing, "response")) as [http.IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return { status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") };
}

function unanswered(error: unknown): Broadcast {
  const { message, code } = error as { message: string; code?: string };
  const why = clipped([code, message].filter(Boolean).join(": "));
  return NO_CONNECTION.includes(code ?? "") ? { kind: "never-arrived", why } : { kind: "lost", why };
}

function understood(status: number, body: string): Broadcast {
  const answer = parsed(body);
  if (typeof answer?.result === "string") {
    return { kind: "accepted" };
  }
  const words = answer?.error?.message;
  if (typeof words !== "string") {
    return { kind: "lost", why: `HTTP ${status} without an answer` };
  }
  const why = clipped(words);
  if (KNOWN_ALREADY.test(words)) {
    return { kind: "accepted" };
  }
  const refusal = REFUSALS.find(([, pattern]) => pattern.test(words));
  return refusal ? { kind: "refused", reason: refusal[0], why } : { kind: "lost", why };
}

function parsed(body: string): { result?: unknown; error?: { message?: unknown } } | undefined {
  try {
    const answer: unknown = JSON.parse(body);
    return typeof answer === "object" && answer !== null ? answer : undefined;
  } catch {
    return undefined;
  }
}
