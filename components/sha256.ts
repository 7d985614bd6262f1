import { createHash } from "node:crypto";

/** Of the text as UTF-8, 64 hexadecimal digits: as `sha256sum` prints it for a file that holds this text. */
export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
