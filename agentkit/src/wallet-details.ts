import type { Address } from "viem";
import { ask, checkChain, noncesOf } from "./chain.js";
import { readToken } from "./token.js";
import type { Wallet } from "./transfer.js";

export async function walletDetails({ chain, signer }: Wallet, tokens: Address[]) {
  await checkChain(chain);
  const address = signer.address;
  const [balance, nonces, block, held] = await Promise.all([
    ask(chain.reader.getBalance({ address })),
    noncesOf(chain, address),
    ask(chain.reader.getBlockNumber({ cacheTime: 0 })),
    Promise.all(tokens.map((token) => readToken(chain, token, address))),
  ]);
  return {
    address,
    network: chain.network,
    chain_id: chain.id,
    balance_wei: balance.toString(),
    nonce: nonces.latest,
    pending_nonce: nonces.pending,
    block_number: Number(block),
    tokens: held.map((token) => ({ ...token, balance: token.balance.toString() })),
  };
}
