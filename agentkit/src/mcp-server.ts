import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, ListToolsRequestSchema, type CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { Failure } from "./failure.js";
import type { Caller } from "./order.js";
import { log } from "./quiet-stdout.js";
import { TOOLS, type Tools } from "./tools.js";

const NOT_AFTER = "chimera/not_after";

/** The MCP face of the tools. `gone` is aborted when whoever listens is. */
export function mcpServer(tools: Tools, gone: AbortSignal): Server {
  const server = new Server({ name: "chimera-agentkit", version: "0.1.0" }, { capabilities: { tools: {} } });
  server.onerror = (error) => log(`mcp: ${error.message}`);
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: TOOLS }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const caller: Caller = { signal: AbortSignal.any([signal, gone]), notAfter: notAfterIn(params._meta) };
    try {
      const answer = await tools.call(params.name, params.arguments ?? {}, caller);
      log(`${params.name}: ${JSON.stringify(answer)}`);
      return result(answer);
    } catch (error) {
      const failure = failureOf(error);
      log(`${toolName(params.name)}: ${failure.code} (sent: ${failure.sent}): ${failure.message}`);
      return { ...result(failure.toJson()), isError: true };
    }
  });
  return server;
}

/** For the log: a name that is none of ours may be anything. */
function toolName(name: string): string {
  return TOOLS.some((tool) => tool.name === name) ? name : "unknown tool";
}

function result(answer: Record<string, unknown>): CallToolResult {
  return { structuredContent: answer, content: [{ type: "text", text: JSON.stringify(answer) }] };
}

/** What nobody has foreseen must not read as "not sent". */
function failureOf(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure("INTERNAL", "unknown", String(error));
}

/** An instant that can't be read has passed: the limit was meant to hold. */
function notAfterIn(meta: Record<string, unknown> | undefined): number | undefined {
  const text = meta?.[NOT_AFTER];
  if (text === undefined) {
    return undefined;
  }
  const instant = Date.parse(String(text));
  return Number.isNaN(instant) ? 0 : instant;
}
