// Compiles tokens.sol into dist/test/tokens.json: {NAME: {abi, bytecode}}. Does nothing when that is up to date.
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";

const source = new URL("tokens.sol", import.meta.url);
const target = new URL("../../dist/test/tokens.json", import.meta.url);

if (modified(target) < Math.max(modified(source), modified(new URL(import.meta.url)))) {
  const { default: solc } = await import("solc");
  const input = {
    language: "Solidity",
    sources: { "tokens.sol": { content: readFileSync(source, "utf8") } },
    // Anvil's default fork and later ones run what was compiled for this one.
    settings: {
      evmVersion: "paris",
      optimizer: { enabled: true },
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const errors = (output.errors ?? []).filter((error) => error.severity === "error");
  if (errors.length > 0) {
    console.error(errors.map((error) => error.formattedMessage).join("\n"));
    process.exit(1);
  }
  const tokens = Object.entries(output.contracts["tokens.sol"]).map(([name, { abi, evm }]) => [
    name,
    { abi, bytecode: `0x${evm.bytecode.object}` },
  ]);
  mkdirSync(new URL(".", target), { recursive: true });
  writeFileSync(target, JSON.stringify(Object.fromEntries(tokens)));
}

function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
