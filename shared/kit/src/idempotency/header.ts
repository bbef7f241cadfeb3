/** The `Idempotency-Key` header, and what tells that a key is sent with the same request again. */
import { createHash } from "node:crypto";
import { AppError } from "../errors.ts";

/** Throws 400 when the header is absent or malformed. */
export function readKey(header: string | undefined): string {
  if (header === undefined)
    throw keyError("idempotency.key_required", "Send an Idempotency-Key, a new one for every new intent");
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header;
  if (!/^[\x21\x23-\x7e]{16,255}$/.test(key))
    throw keyError("idempotency.key_invalid", "An Idempotency-Key has 16 to 255 visible ASCII characters");
  return key;
}

const keyError = (code: string, message: string): AppError =>
  new AppError("invalid", code, message, {
    details: { errors: [{ path: "headers.idempotency-key", message }] },
  });

/** The same request has the same fingerprint, whatever the order of its properties. */
export const fingerprintOf = (method: string, path: string, body: unknown): string =>
  createHash("sha256")
    .update(`${method} ${path}\n${canonical(body)}`)
    .digest("base64url");

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(",")}}`;
}
