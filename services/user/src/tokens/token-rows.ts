/** How a random token lies in a database: as its SHA-256. */
import { createHash } from "node:crypto";

/** 256 random bits need no salt and no slow hash: there is nothing to guess. */
export const hashOf = (token: string): string => createHash("sha256").update(token).digest("base64url");
