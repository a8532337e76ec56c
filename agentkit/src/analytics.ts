import { log } from "./quiet-stdout.js";

/**
 * AgentKit and the CDP SDK report each action to this host without awaiting or catching the call, so that without a
 * network an unhandled rejection would end the process in the middle of a transfer. Here the call is answered without
 * being made (`off`), or made without being able to fail (`on`).
 */
const ANALYTICS_HOST = "cca-lite.coinbase.com";
const PATIENCE_MS = 3_000;

export function guardAnalytics(allowed: boolean): void {
  if (!allowed) {
    process.env["DISABLE_CDP_ERROR_REPORTING"] = "true";
    process.env["DISABLE_CDP_USAGE_TRACKING"] = "true";
  }
  const fetch = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    if (hostOf(input) !== ANALYTICS_HOST) {
      return fetch(input, init);
    }
    if (allowed) {
      try {
        const answer = await fetch(input, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
        await answer.body?.cancel();
      } catch (error) {
        log(`analytics: ${String(error)}`);
      }
    }
    return new Response(null, { status: 204 });
  };

  // Whatever else a library forgets to catch: a payment under way matters more.
  process.on("unhandledRejection", (reason) => log(`unhandled rejection: ${String(reason)}`));
}

function hostOf(input: Parameters<typeof fetch>[0]): string {
  const address = input instanceof Request ? input.url : String(input);
  return URL.canParse(address) ? new URL(address).hostname : "";
}
