import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface RpcRequest {
  method: string;
  params: unknown[];
}

/** What a fault may do with a request: pass it on to the chain, and say or not say what came of it. */
export interface Exchange {
  request: RpcRequest;
  /** Really asks the chain, and returns its whole answer. */
  forward(): Promise<unknown>;
  answer(body: unknown, status?: number): void;
  /** Cuts the connection without an answer. */
  cut(): void;
}

export type Fault = (exchange: Exchange) => void | Promise<void>;

/** Stands between the server and the chain's RPC, counts what passes, and does to one method what a test wants. */
export class FaultProxy {
  readonly counts = new Map<string, number>();
  readonly #faults = new Map<string, Fault>();
  readonly #listener = createServer((request, response) => void this.#serve(request, response));

  private constructor(private readonly target: string) {}

  static async inFrontOf(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await proxy.listen(0);
    return proxy;
  }

  get port(): number {
    return (this.#listener.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async listen(port: number): Promise<void> {
    this.#listener.listen(port, "127.0.0.1");
    await once(this.#listener, "listening");
  }

  /** From now on new connections are refused; those that are open can still be answered on. */
  refuse(): void {
    this.#listener.close();
  }

  /** From now on nobody listens, and nothing is open. */
  deafen(): void {
    this.refuse();
    this.#listener.closeAllConnections();
  }

  /** The next request of this method meets the fault; a fault that holds for all is set with `always`. */
  once(method: string, fault: Fault): void {
    this.#faults.set(method, (exchange) => {
      this.#faults.delete(method);
      return fault(exchange);
    });
  }

  always(method: string, fault: Fault): void {
    this.#faults.set(method, fault);
  }

  /** Resolves when a request of this method has come in; it gets no answer, and the chain does not see it. */
  holdNext(method: string): Promise<void> {
    return new Promise((resolve) => this.once(method, () => resolve()));
  }

  heal(): void {
    this.#faults.clear();
    this.counts.clear();
  }

  count(method: string): number {
    return this.counts.get(method) ?? 0;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString("utf8");
    const request = JSON.parse(text) as RpcRequest & { id: number };
    this.counts.set(request.method, this.count(request.method) + 1);
    const exchange: Exchange = {
      request,
      forward: async () => {
        const headers = { "content-type": "application/json" };
        return (await fetch(this.target, { method: "POST", headers, body: text })).json();
      },
      answer: (body, status = 200) => {
        response.writeHead(status, { "content-type": "application/json" });
        const isObject = typeof body === "object" && body !== null;
        response.end(isObject ? JSON.stringify({ jsonrpc: "2.0", id: request.id, ...body }) : String(body));
      },
      cut: () => incoming.socket.destroy(),
    };
    const fault = this.#faults.get(request.method);
    try {
      await (fault ? fault(exchange) : exchange.answer(await exchange.forward()));
    } catch {
      exchange.cut();
    }
  }
}
