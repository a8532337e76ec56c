import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";

export const SERVER = new URL("../server.js", import.meta.url).pathname;

export interface ToolError {
  code: string;
  message: string;
  sent: boolean | "unknown";
  hash?: string;
  fee_wei?: string;
  block_number?: number;
  latest_nonce?: number;
}

type Answer = Record<string, unknown>;

/** Calls a tool and insists that it went well. */
export async function succeed(client: Client, name: string, args: Answer, meta?: Answer): Promise<Answer> {
  const { isError, structuredContent, content } = await call(client, name, args, meta);
  if (isError) {
    throw new Error(`${name} failed: ${JSON.stringify(structuredContent)}`);
  }
  checkText(structuredContent, content);
  return structuredContent;
}

/** Calls a tool and insists that it fails. */
export async function fail(client: Client, name: string, args: Answer, meta?: Answer): Promise<ToolError> {
  const { isError, structuredContent, content } = await call(client, name, args, meta);
  if (!isError) {
    throw new Error(`${name} went well: ${JSON.stringify(structuredContent)}`);
  }
  checkText(structuredContent, content);
  return structuredContent["error"] as ToolError;
}

async function call(client: Client, name: string, args: Answer, meta?: Answer) {
  const result = await client.callTool({ name, arguments: args, ...(meta ? { _meta: meta } : {}) });
  return result as { isError?: boolean; structuredContent: Answer; content: unknown };
}

/** The text is the same JSON, for clients that know nothing of structured content. */
function checkText(structured: Answer, content: unknown): void {
  const [first] = content as { type: string; text: string }[];
  if (first?.text !== JSON.stringify(structured)) {
    throw new Error(`the text is not the structured content: ${first?.text}`);
  }
}

/** The real server over real stdio, with a real MCP client. */
export async function startAgentkit(env: Record<string, string>) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [SERVER],
    env: { PATH: process.env["PATH"] ?? "", CHIMERA_RECEIPT_TIMEOUT_MS: "10000", ...env },
    stderr: "pipe",
  });
  let stderr = "";
  transport.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
  const client = new Client({ name: "test", version: "1" });
  const ended = new Promise<void>((resolve) => (client.onclose = resolve));
  await client.connect(transport as Transport);
  return {
    client,
    succeed: (name: string, args: Answer, meta?: Answer) => succeed(client, name, args, meta),
    fail: (name: string, args: Answer, meta?: Answer) => fail(client, name, args, meta),
    stderr: () => stderr,
    pid: () => transport.pid as number,
    /** kill -9, and returns when it is gone. */
    kill: async () => {
      process.kill(transport.pid as number, "SIGKILL");
      await ended;
    },
    stop: () => client.close(),
  };
}

export type Agentkit = Awaited<ReturnType<typeof startAgentkit>>;
