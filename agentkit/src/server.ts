#!/usr/bin/env node
import { guardAnalytics } from "./analytics.js";
import { ConfigError, readConfig, type Config } from "./config.js";
import { claimStdout, log } from "./quiet-stdout.js";

// In this order: whatever is imported below may write to standard output, and may call home.
const stdout = claimStdout();
const config = configOrExit();
guardAnalytics(config.analytics);

const { connect } = await import("./chain.js");
const { signerOf } = await import("./signer.js");
const { Tools } = await import("./tools.js");

const gone = new AbortController();
const signer = await signerOf(config.wallet);
const tools = new Tools({ chain: connect(config), signer, receiptTimeoutMs: config.receiptTimeoutMs });

if (config.http) {
  const { serveHttp } = await import("./http.js");
  const address = await serveHttp(config.http, tools, gone);
  log(`listening on ${address}`);
} else {
  const { serveStdio } = await import("./stdio.js");
  await serveStdio(stdout, tools, gone);
}
log(`wallet ${signer.address} on ${config.network}`);

function configOrExit(): Config {
  try {
    return readConfig(process.env, process.argv.slice(2));
  } catch (error) {
    if (error instanceof ConfigError) {
      log(`${error.code}: ${error.message}`);
      process.exit(2);
    }
    throw error;
  }
}
