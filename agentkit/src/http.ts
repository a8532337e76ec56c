import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { HttpEndpoint } from "./config.js";
import { mcpServer } from "./mcp-server.js";
import { log } from "./quiet-stdout.js";
import type { Tools } from "./tools.js";

const PATH = "/mcp";
const LOOPBACK = "127.0.0.1";
const MOST_BYTES = 64 * 1024;

/** Streamable HTTP without sessions, on loopback, for whoever knows the token. Returns the address. */
export async function serveHttp(endpoint: HttpEndpoint, tools: Tools, gone: AbortController): Promise<string> {
  const listener = createServer((request, response) => {
    answer(request, response, endpoint, tools, gone.signal).catch((error: unknown) => {
      log(`http: ${String(error)}`);
      refuse(response, 500, "internal error");
    });
  });
  listener.listen(endpoint.port, LOOPBACK);
  await once(listener, "listening");
  const end = () => {
    gone.abort();
    process.exit(0);
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  return `http://${LOOPBACK}:${(listener.address() as AddressInfo).port}${PATH}`;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  endpoint: HttpEndpoint,
  tools: Tools,
  gone: AbortSignal,
): Promise<void> {
  if (!isLocal(request)) {
    return refuse(response, 403, "this server is for programs on this machine only");
  }
  if (!sameToken(request.headers.authorization, `Bearer ${endpoint.token}`)) {
    response.setHeader("www-authenticate", "Bearer");
    return refuse(response, 401, "a bearer token is needed");
  }
  if (request.url !== PATH) {
    return refuse(response, 404, `the only path is ${PATH}`);
  }
  if (request.method !== "POST") {
    response.setHeader("allow", "POST");
    return refuse(response, 405, "there are no sessions and no streams here, only POST");
  }
  const body = await bodyOf(request);
  if (body === undefined) {
    return refuse(response, 400, `the body is not JSON of at most ${MOST_BYTES} bytes`);
  }
  const left = new AbortController();
  const server = mcpServer(tools, AbortSignal.any([gone, left.signal]));
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.once("close", () => {
    left.abort();
    void server.close();
  });
  await server.connect(transport as Transport);
  await transport.handleRequest(request, response, body);
}

/** A page in a browser can reach loopback under a name of its own; it can't choose these two headers. */
function isLocal({ headers }: IncomingMessage): boolean {
  const host = (headers.host ?? "").replace(/:\d+$/, "");
  return [LOOPBACK, "localhost"].includes(host) && headers.origin === undefined;
}

function sameToken(given: string | undefined, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given ?? ""), digest(expected));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read to the end all the same, or its sender could not hear why.
    if (size <= MOST_BYTES) {
      chunks.push(chunk);
    }
  }
  if (size > MOST_BYTES) {
    return undefined;
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, why: string): void {
  if (!response.headersSent) {
    response.writeHead(status, { "content-type": "application/json" });
  }
  response.end(JSON.stringify({ jsonrpc: "2.0", id: null, error: { code: -32000, message: why } }));
}
