import { CdpClient } from "@coinbase/cdp-sdk";
import { getAddress, serializeTransaction, type Address } from "viem";
import type { CdpWallet } from "./config.js";
import { reasonOf, refused } from "./failure.js";
import type { Signer } from "./signer.js";

/**
 * A CDP server wallet. Coinbase could also send for us, with a nonce and a fee of its own choosing; it is asked for the
 * signature only, so that both kinds of wallet pay in exactly the same steps.
 */
export async function connectCdp(wallet: CdpWallet): Promise<Signer> {
  const cdp = new CdpClient({
    apiKeyId: wallet.apiKeyId,
    apiKeySecret: wallet.apiKeySecret,
    walletSecret: wallet.walletSecret,
    ...(wallet.baseUrl === undefined ? {} : { basePath: wallet.baseUrl }),
  });
  const address: Address = getAddress(wallet.address);
  return {
    address,
    async sign(transaction) {
      try {
        const { signature } = await cdp.evm.signTransaction({
          address,
          transaction: serializeTransaction(transaction),
        });
        return signature;
      } catch (error) {
        throw refused("SIGNER_UNAVAILABLE", `the CDP server wallet did not sign: ${reasonOf(error)}`);
      }
    },
  };
}
