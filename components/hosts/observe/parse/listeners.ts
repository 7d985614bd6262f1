// Listening sockets, as /proc/net/tcp writes them, with process id and name: `0100007F:192B 812 kube-apiserver`.
import type { ListenerFacts } from "../../../facts/hostFacts";
import { parseAddress } from "../../../settings/addresses";
import type { Answer } from "../answer";

/** Four bytes at a time in the order of a little-endian machine, which all that kube-vip is built for are but s390x. */
function bytesOf(hex: string): number[] {
  return (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse().map((byte) => parseInt(byte, 16)));
}

/** `*` for every address; a socket for IPv4 that was opened as IPv6 is named by its IPv4 address. */
function addressOf(hex: string): string {
  const bytes = bytesOf(hex);
  if (bytes.every((byte) => byte === 0)) return "*";
  if (bytes.length === 4) return bytes.join(".");
  const text = Array.from({ length: 8 }, (_, at) => ((bytes[2 * at]! << 8) | bytes[2 * at + 1]!).toString(16)).join(":");
  const address = parseAddress(text);
  return address?.addressClass === "v4-mapped" ? bytes.slice(12).join(".") : (address?.text ?? text);
}

function listenerFacts(line: string): ListenerFacts[] {
  const [place = "", pid, ...name] = line.split(" ");
  const [hex, port] = place.split(":");
  if (hex === undefined || port === undefined) return [];
  return [{ port: parseInt(port, 16), address: addressOf(hex), process: name.join(" "), ...(pid === undefined ? {} : { pid: Number(pid) }) }];
}

export function readListeners(answer: Answer): ListenerFacts[] {
  return answer.lines("listeners").flatMap(listenerFacts).sort((one, other) => one.port - other.port);
}
