import { getAddress, isAddress, zeroAddress, type Address } from "viem";
import { refused } from "./failure.js";

const MOST_BASE_UNITS = 2n ** 256n - 1n;
const MOST_TOKENS = 20;

export interface TransferArguments {
  to: Address;
  amount: bigint;
  nonce: number;
  maxFeeWei: bigint | undefined;
}

export interface TokenTransferArguments extends TransferArguments {
  token: Address;
}

type Members = Record<string, unknown>;

export function nativeTransferArguments(input: unknown): TransferArguments {
  const members = membersOf(input, ["to", "amount_wei", "nonce", "max_fee_wei"]);
  return {
    to: addressIn(members, "to"),
    amount: amountIn(members, "amount_wei"),
    nonce: countIn(members, "nonce"),
    maxFeeWei: members["max_fee_wei"] === undefined ? undefined : feeIn(members, "max_fee_wei"),
  };
}

export function tokenTransferArguments(input: unknown): TokenTransferArguments {
  const members = membersOf(input, ["token", "to", "amount", "nonce", "max_fee_wei"]);
  const token = addressIn(members, "token");
  const to = addressIn(members, "to");
  if (token === to) {
    throw refused("INVALID_ADDRESS", "to is the token's own contract: what is sent there is lost");
  }
  return {
    token,
    to,
    amount: amountIn(members, "amount"),
    nonce: countIn(members, "nonce"),
    maxFeeWei: members["max_fee_wei"] === undefined ? undefined : feeIn(members, "max_fee_wei"),
  };
}

export function findTransactionArguments(input: unknown): { nonce: number; fromBlock: number } {
  const members = membersOf(input, ["nonce", "from_block"]);
  return { nonce: countIn(members, "nonce"), fromBlock: countIn(members, "from_block") };
}

export function walletDetailsArguments(input: unknown): { tokens: Address[] } {
  const members = membersOf(input, ["tokens"]);
  const tokens = members["tokens"] ?? [];
  if (!Array.isArray(tokens) || tokens.length > MOST_TOKENS) {
    throw refused("INVALID_ARGUMENT", `tokens is a list of at most ${MOST_TOKENS} addresses`);
  }
  return { tokens: tokens.map((token: unknown) => addressIn({ tokens: token }, "tokens")) };
}

function membersOf(input: unknown, known: string[]): Members {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw refused("INVALID_ARGUMENT", "the arguments are not an object");
  }
  // What is not known is not repeated: it may be anything, a key that was pasted in the wrong place, too.
  if (Object.keys(input).some((name) => !known.includes(name))) {
    throw refused("INVALID_ARGUMENT", `there are no other arguments than ${known.join(", ")}`);
  }
  return input as Members;
}

/** With mixed case the checksum of EIP-55 must be right: it is there to catch a mistyped recipient. */
function addressIn(members: Members, name: string): Address {
  const value = members[name];
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(value)) {
    throw refused("INVALID_ADDRESS", `${name} is not 0x and 40 hexadecimal digits`);
  }
  if (!isAddress(value, { strict: true })) {
    throw refused("INVALID_ADDRESS", `the checksum of ${name} is wrong: a digit or the case of a letter is mistyped`);
  }
  if (value === zeroAddress) {
    throw refused("INVALID_ADDRESS", `${name} is the zero address: what is sent there is lost`);
  }
  return getAddress(value);
}

function amountIn(members: Members, name: string): bigint {
  const amount = baseUnits(members[name]);
  if (amount === undefined || amount === 0n) {
    throw refused("INVALID_AMOUNT", `${name} is not a whole number of base units above zero, as a string`);
  }
  return amount;
}

function feeIn(members: Members, name: string): bigint {
  const fee = baseUnits(members[name]);
  if (fee === undefined) {
    throw refused("INVALID_ARGUMENT", `${name} is not a whole number of wei, as a string`);
  }
  return fee;
}

function baseUnits(value: unknown): bigint | undefined {
  if (typeof value !== "string" || !/^(0|[1-9][0-9]{0,77})$/.test(value)) {
    return undefined;
  }
  const units = BigInt(value);
  return units <= MOST_BASE_UNITS ? units : undefined;
}

function countIn(members: Members, name: string): number {
  const value = members[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw refused("INVALID_ARGUMENT", `${name} is not a whole number from 0`);
  }
  return value;
}
