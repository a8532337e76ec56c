import type { Hex } from "viem";
import { conceal } from "./redaction.js";

export type Network = "base-sepolia" | "base-mainnet";

export interface PrivateKeyWallet {
  kind: "private-key";
  key: Hex;
}

/** A wallet whose key Coinbase holds: it is asked for signatures, never for broadcasts. */
export interface CdpWallet {
  kind: "cdp";
  apiKeyId: string;
  apiKeySecret: string;
  walletSecret: string;
  address: string;
  /** Another address of the CDP API, for tests. */
  baseUrl: string | undefined;
}

export interface HttpEndpoint {
  port: number;
  token: string;
}

export interface Config {
  wallet: PrivateKeyWallet | CdpWallet;
  network: Network;
  /** Without one, the chain's public one is used. */
  rpcUrl: string | undefined;
  receiptTimeoutMs: number;
  analytics: boolean;
  /** Without one, the server speaks over standard input and output. */
  http: HttpEndpoint | undefined;
}

/** What is wrong with the environment. Never contains a value that could be a secret. */
export class ConfigError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

type Environment = Record<string, string | undefined>;

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const SHORTEST_TOKEN = 16;

/** Reads the configuration and removes the secrets from the environment, where any library could find them. */
export function readConfig(environment: Environment, words: string[] = []): Config {
  const config: Config = {
    wallet: wallet(environment),
    network: network(environment["CHIMERA_NETWORK"]),
    rpcUrl: url("CHIMERA_BASE_RPC_URL", environment["CHIMERA_BASE_RPC_URL"]),
    receiptTimeoutMs: wholeNumber(environment, "CHIMERA_RECEIPT_TIMEOUT_MS", 30_000, 1, 600_000),
    analytics: onOrOff("CHIMERA_ANALYTICS", environment["CHIMERA_ANALYTICS"]),
    http: words.includes("--http") ? httpEndpoint(environment) : undefined,
  };
  const unknown = words.find((word) => word !== "--http");
  if (unknown !== undefined) {
    throw new ConfigError("INVALID_ARGUMENT", "the only argument is --http");
  }
  concealAll(config);
  for (const name of ["CHIMERA_WALLET_KEY", "CDP_API_KEY_SECRET", "CDP_WALLET_SECRET", "CHIMERA_AGENTKIT_TOKEN"]) {
    delete environment[name];
  }
  return config;
}

function wallet(environment: Environment): PrivateKeyWallet | CdpWallet {
  const key = environment["CHIMERA_WALLET_KEY"];
  const cdpNames = ["CDP_API_KEY_ID", "CDP_API_KEY_SECRET", "CDP_WALLET_SECRET"];
  if (key === undefined && cdpNames.some((name) => environment[name] !== undefined)) {
    return {
      kind: "cdp",
      apiKeyId: required(environment, "CDP_API_KEY_ID"),
      apiKeySecret: required(environment, "CDP_API_KEY_SECRET"),
      walletSecret: required(environment, "CDP_WALLET_SECRET"),
      address: address("CHIMERA_WALLET_ADDRESS", required(environment, "CHIMERA_WALLET_ADDRESS")),
      baseUrl: url("CHIMERA_CDP_URL", environment["CHIMERA_CDP_URL"]),
    };
  }
  if (key === undefined) {
    throw new ConfigError("KEY_MISSING", "set CHIMERA_WALLET_KEY, or the CDP_ variables of a server wallet");
  }
  if (key.trim() === "") {
    throw new ConfigError("KEY_MISSING", "CHIMERA_WALLET_KEY is empty");
  }
  if (cdpNames.some((name) => environment[name] !== undefined)) {
    throw new ConfigError(
      "INVALID_CONFIG",
      "set CHIMERA_WALLET_KEY or the CDP_ variables, not both: which wallet pays?",
    );
  }
  return { kind: "private-key", key: privateKey(key) };
}

function privateKey(key: string): Hex {
  if (!/^0x[0-9a-fA-F]{64}$/.test(key)) {
    const shape = `it has ${key.length} characters`;
    throw new ConfigError("KEY_INVALID", `CHIMERA_WALLET_KEY is not 0x and 64 hexadecimal digits (${shape})`);
  }
  const scalar = BigInt(key);
  if (scalar === 0n || scalar >= CURVE_ORDER) {
    throw new ConfigError("KEY_INVALID", "CHIMERA_WALLET_KEY is not a key of this curve");
  }
  return key.toLowerCase() as Hex;
}

function network(name: string | undefined): Network {
  switch (name) {
    case undefined:
    case "":
    case "base-sepolia":
      return "base-sepolia";
    case "base-mainnet":
      return "base-mainnet";
    default:
      throw new ConfigError("UNKNOWN_NETWORK", "CHIMERA_NETWORK is base-sepolia or base-mainnet");
  }
}

function httpEndpoint(environment: Environment): HttpEndpoint {
  const token = required(environment, "CHIMERA_AGENTKIT_TOKEN", "TOKEN_MISSING");
  if (token.length < SHORTEST_TOKEN || /\s/.test(token)) {
    throw new ConfigError(
      "TOKEN_INVALID",
      `CHIMERA_AGENTKIT_TOKEN has fewer than ${SHORTEST_TOKEN} characters or spaces`,
    );
  }
  return { port: wholeNumber(environment, "CHIMERA_AGENTKIT_PORT", 0, 0, 65_535), token };
}

function required(environment: Environment, name: string, code = "KEY_MISSING"): string {
  const value = environment[name];
  if (value === undefined || value.trim() === "") {
    throw new ConfigError(code, `${name} is missing or empty`);
  }
  return value;
}

function address(name: string, value: string): string {
  if (!/^0x[0-9a-fA-F]{40}$/.test(value)) {
    throw new ConfigError("INVALID_ADDRESS", `${name} is not 0x and 40 hexadecimal digits`);
  }
  return value;
}

function url(name: string, value: string | undefined): string | undefined {
  if (value === undefined || value === "") {
    return undefined;
  }
  if (!URL.canParse(value) || !["http:", "https:"].includes(new URL(value).protocol)) {
    throw new ConfigError("INVALID_CONFIG", `${name} is not an http or https address`);
  }
  return value;
}

function wholeNumber(environment: Environment, name: string, preset: number, least: number, most: number): number {
  const value = environment[name];
  if (value === undefined || value === "") {
    return preset;
  }
  const number = /^[0-9]{1,9}$/.test(value) ? Number(value) : NaN;
  if (!(number >= least && number <= most)) {
    throw new ConfigError("INVALID_CONFIG", `${name} is not a whole number from ${least} to ${most}`);
  }
  return number;
}

function onOrOff(name: string, value: string | undefined): boolean {
  if (value !== undefined && !["", "on", "off"].includes(value)) {
    throw new ConfigError("INVALID_CONFIG", `${name} is on or off`);
  }
  return value === "on";
}

/** Addresses of RPC services often carry an account's key, so they are secrets, too. */
function concealAll(config: Config): void {
  if (config.wallet.kind === "private-key") {
    conceal("CHIMERA_WALLET_KEY", config.wallet.key);
  } else {
    conceal("CDP_API_KEY_SECRET", config.wallet.apiKeySecret);
    conceal("CDP_WALLET_SECRET", config.wallet.walletSecret);
  }
  if (config.rpcUrl !== undefined) {
    conceal("CHIMERA_BASE_RPC_URL", config.rpcUrl);
  }
  if (config.http !== undefined) {
    conceal("CHIMERA_AGENTKIT_TOKEN", config.http.token);
  }
}
