/** Tokens of links that show one erasure to whoever has them. Nothing is kept of them: they are signed. */
import { createHmac, timingSafeEqual } from "node:crypto";

export type ErasureLinks = {
  /** Path and query, for programs. */
  linkOf(id: string): string;
  /** The page of it, for people. */
  pageOf(id: string): string;
  isGood(access: string, id: string): boolean;
};

const format = /^[A-Za-z0-9_-]{43}$/;

/** `secret` serves other purposes too: this one has a key of its own, derived from it. */
export function createErasureLinks(secret: string): ErasureLinks {
  const key = createHmac("sha256", secret).update("a link that shows one erasure").digest();
  const sign = (id: string): Buffer => createHmac("sha256", key).update(id).digest();
  const tokenOf = (id: string): string => sign(id).toString("base64url");
  return {
    linkOf: (id) => `/erasures/${id}?access=${tokenOf(id)}`,
    pageOf: (id) => `/erasure/${id}?access=${tokenOf(id)}`,
    isGood: (access, id) =>
      format.test(access) && timingSafeEqual(Buffer.from(access, "base64url"), sign(id)),
  };
}
