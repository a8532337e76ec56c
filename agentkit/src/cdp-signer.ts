import { setTimeout as pause } from "node:timers/promises";
import { CdpClient } from "@coinbase/cdp-sdk";
import { getAddress, serializeTransaction, type Address } from "viem";
import type { CdpWallet } from "./config.js";
import { reasonOf, refused } from "./failure.js";
import type { Signer } from "./signer.js";

const PATIENCE_MS = 10_000;

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
        const asked = cdp.evm.signTransaction({ address, transaction: serializeTransaction(transaction) });
        // The SDK itself waits for ever. A signature that comes late is dropped: it was never broadcast.
        const late = pause(PATIENCE_MS, undefined, { ref: false }).then(() => {
          throw new Error(`no answer within ${PATIENCE_MS / 1000} s`);
        });
        return (await Promise.race([asked, late])).signature;
      } catch (error) {
        throw refused("SIGNER_UNAVAILABLE", `the CDP server wallet did not sign: ${reasonOf(error)}`);
      }
    },
  };
}
