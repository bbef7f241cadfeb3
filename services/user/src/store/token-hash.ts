import { createHash } from "node:crypto";

/** A random token of 256 bits needs no salt and no slow hash: there is nothing to guess. */
export const hashOf = (token: string): string => createHash("sha256").update(token).digest("base64url");
