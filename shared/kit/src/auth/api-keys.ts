/**
 * How an API key is spelled: a prefix that scanners of leaked secrets know it by, 256 random bits, and a checksum, so that
 * what is mistyped or made up is known without asking anybody.
 */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

const prefix = "scs_";
const form = /^scs_[A-Za-z0-9_-]{49}$/;
const checksumLength = 6;

/** `random`: 32 bytes. */
export function toApiKey(random: Uint8Array): string {
  const text = prefix + Buffer.from(random).toString("base64url");
  return text + checksumOf(text);
}

/** Told apart from an access token, good or not. */
export const isApiKey = (token: string): boolean => token.startsWith(prefix);

export const isWellFormed = (key: string): boolean =>
  form.test(key) && checksumOf(key.slice(0, -checksumLength)) === key.slice(-checksumLength);

/** What is kept of a key: 256 random bits need no salt and no slow hash. */
export const hashOfApiKey = (key: string): string => createHash("sha256").update(key).digest("base64url");

function checksumOf(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString("base64url");
}
