/** What must never be read by anybody: every text that leaves this process goes through `redact`. */
const concealed = new Map<string, string>();

/** From now on `value` is shown as `[name]`, also without its 0x. */
export function conceal(name: string, value: string): void {
  concealed.set(value, name);
  if (value.startsWith("0x")) {
    concealed.set(value.slice(2), name);
  }
}

export function redact(text: string): string {
  let safe = text;
  for (const [value, name] of concealed) {
    if (value.length >= 8) {
      safe = replaceAllOf(safe, value, `[${name}]`);
    }
  }
  return safe;
}

/** Hexadecimal digits may come back in another case. */
function replaceAllOf(text: string, value: string, by: string): string {
  const needle = value.toLowerCase();
  let safe = "";
  let rest = text;
  for (let at = rest.toLowerCase().indexOf(needle); at >= 0; at = rest.toLowerCase().indexOf(needle)) {
    safe += rest.slice(0, at) + by;
    rest = rest.slice(at + value.length);
  }
  return safe + rest;
}
