import { Writable } from "node:stream";
import { redact } from "./redaction.js";

/**
 * Standard output belongs to MCP: one foreign line on it, and the client has lost the answer to a payment. So whatever
 * libraries write there goes to standard error instead, and only the stream that this returns reaches standard output.
 * Call it before any of them is imported.
 */
export function claimStdout(): Writable {
  const write = process.stdout.write.bind(process.stdout);
  const writeError = process.stderr.write.bind(process.stderr);

  const toStderr = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    const callback = typeof encoding === "function" ? encoding : done;
    const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
    return writeError(redact(text), callback as (error?: Error | null) => void);
  };
  process.stdout.write = toStderr as typeof process.stdout.write;
  process.stderr.write = toStderr as typeof process.stderr.write;

  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      write(chunk, done);
    },
  });
}

/** One line on standard error, which is where the log of a stdio server belongs. */
export function log(line: string): void {
  process.stderr.write(`${redact(line)}\n`);
}
