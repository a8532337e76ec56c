// Loaded into a server under test: every name is unknown, and each look-up is told on standard error.
import dns from "node:dns";

dns.lookup = (name, options, callback) => {
  process.stderr.write(`no-names: ${name}\n`);
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), {
    code: "ENOTFOUND",
    syscall: "getaddrinfo",
  });
  process.nextTick(callback ?? options, error);
};
