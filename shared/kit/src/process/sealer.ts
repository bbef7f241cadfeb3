/**
 * Seals what must be read again but not lie in a database in clear: AES-256-GCM. A list of secrets, so that one can take
 * the place of another: the first seals, all open. Put the next one last everywhere, then first, then take the old away.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

export type Sealer = {
  readonly seal: (text: string) => string;
  /** Throws when the text was not sealed by one of the secrets, or changed since. */
  readonly open: (sealed: string) => string;
};

const version = "v1";
const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

export function createSealer(secrets: readonly string[]): Sealer {
  const keys = secrets.map(toKey);
  const [first] = keys;
  if (!first) throw new Error("Sealing needs a secret");
  return {
    seal(text) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv(algorithm, first.key, iv).setAAD(aadOf(first.id));
      const parts = [cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
      return [version, first.id, iv.toString("base64url"), Buffer.concat(parts).toString("base64url")].join(
        ".",
      );
    },

    open(sealed) {
      const [form, id, iv = "", body = "", ...more] = sealed.split(".");
      const nonce = Buffer.from(iv, "base64url");
      const bytes = Buffer.from(body, "base64url");
      const isWhole = nonce.length === ivBytes && bytes.length >= tagBytes && more.length === 0;
      if (form !== version || !isWhole) throw new Error("This is nothing that was sealed");
      const known = keys.find((key) => key.id === id);
      if (!known) throw new Error("This was sealed with a secret that is not among those at hand");
      const decipher = createDecipheriv(algorithm, known.key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(aadOf(known.id)).setAuthTag(bytes.subarray(-tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString(
        "utf8",
      );
    },
  };
}

const aadOf = (id: string): Buffer => Buffer.from(`${version}.${id}`);

/** HKDF (RFC 5869); a secret's id is derived apart from its key, and tells nothing of it. */
function toKey(secret: string): { readonly id: string; readonly key: Buffer } {
  const derive = (info: string, bytes: number) => Buffer.from(hkdfSync("sha256", secret, "", info, bytes));
  return { id: derive("sealer v1 id", 6).toString("base64url"), key: derive("sealer v1 key", 32) };
}
