import { createRequire, Module } from "node:module";
import { dirname, join } from "node:path";

/**
 * The three parts of AgentKit that pay, from their own files: its index loads forty protocols that nobody here uses.
 * Those files ask for the list of all wallet providers, to tell one from another; they get a list of the base classes,
 * because the others bring SDKs of five companies, for ten times the time until the first transfer. The version is
 * pinned, and the tests go through these very files.
 */
type AgentKit = typeof import("@coinbase/agentkit");

const require = createRequire(import.meta.url);
const files = dirname(require.resolve("@coinbase/agentkit"));

function part<Name extends keyof AgentKit>(file: string, name: Name): AgentKit[Name] {
  return (require(join(files, file)) as AgentKit)[name];
}

export const EvmWalletProvider = part("wallet-providers/evmWalletProvider.js", "EvmWalletProvider");

const providers = new Module(join(files, "wallet-providers/index.js"));
providers.exports = {
  WalletProvider: part("wallet-providers/walletProvider.js", "WalletProvider"),
  EvmWalletProvider,
  CdpSmartWalletProvider: class NoneOfOurs {},
};
providers.loaded = true;
require.cache[providers.id] = providers;

export const walletActionProvider = part("action-providers/wallet/walletActionProvider.js", "walletActionProvider");
export const erc20ActionProvider = part("action-providers/erc20/erc20ActionProvider.js", "erc20ActionProvider");
