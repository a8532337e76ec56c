import type { Writable } from "node:stream";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { mcpServer } from "./mcp-server.js";
import type { Tools } from "./tools.js";

/** Ends with its client: nothing is broadcast for somebody who can't hear the answer any more. */
export async function serveStdio(stdout: Writable, tools: Tools, gone: AbortController): Promise<void> {
  const end = () => {
    gone.abort();
    process.exit(0);
  };
  process.stdin.once("end", end);
  process.stdin.once("close", end);
  stdout.once("error", end);
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  await mcpServer(tools, gone.signal).connect(new StdioServerTransport(process.stdin, stdout));
}
