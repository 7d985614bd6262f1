// The texts of Go that users of the real provider see: quoted commands and network errors.

const SHORT_ESCAPES: Record<string, string> = {
  "\x07": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\", '"': '\\"',
};

/** Quotes like Go's `%q`: double quotes, control characters escaped, printable Unicode left as it is. */
export function goQuote(text: string): string {
  return `"${Array.from(text, escapeCharacter).join("")}"`;
}

function escapeCharacter(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) {
    return short;
  }
  if (character === " " || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character)) {
    return character;
  }
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) {
    return `\\x${hex(code, 2)}`;
  }
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

/** `host:port`, with brackets round an IPv6 address. */
export function endpointText(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What Go's net package says for the errno of a failed connect or read. */
const ERRNO_TEXTS: Record<string, string> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset by peer",
  EHOSTUNREACH: "no route to host",
  ENETUNREACH: "network is unreachable",
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  EPIPE: "broken pipe",
};

/** The reason of a network error in Go's words, else in Node's. */
export function reasonText(error: NodeJS.ErrnoException): string {
  return ERRNO_TEXTS[error.code ?? ""] ?? error.message;
}

/** A failed TCP connect in Go's words. */
export function dialErrorText(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === "ENOTFOUND") {
    return `dial tcp: lookup ${host}: no such host`;
  }
  if (error.code === "ETIMEDOUT") {
    return `dial tcp ${endpointText(host, port)}: i/o timeout`;
  }
  return `dial tcp ${endpointText(host, port)}: connect: ${reasonText(error)}`;
}
