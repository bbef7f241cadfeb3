/** Tokens of links that show one order to whoever has them, for a day. Nothing is kept of them: they are signed. */
import { createHmac, timingSafeEqual } from "node:crypto";

export type LinkKeys = {
  /** Good for a day from now. */
  tokenFor(orderId: string): string;
  /** When its day is over; undefined: that has been, or it is not ours, or another order's. */
  goodUntil(token: string, orderId: string): Date | undefined;
};

const goodForMs = 24 * 60 * 60_000;
const format = /^(\d{1,16})\.([A-Za-z0-9_-]{43})$/;

/** `secret` serves other purposes too: this one has a key of its own, derived from it. */
export function createLinkKeys({
  secret,
  now,
}: {
  readonly secret: string;
  readonly now: () => Date;
}): LinkKeys {
  const key = createHmac("sha256", secret).update("a link that shows one order").digest();
  const sign = (orderId: string, until: string): Buffer =>
    createHmac("sha256", key).update(`${until}:${orderId}`).digest();
  return {
    tokenFor: (orderId) => {
      const until = String(now().getTime() + goodForMs);
      return `${until}.${sign(orderId, until).toString("base64url")}`;
    },
    goodUntil: (token, orderId) => {
      const [, until = "", mac = ""] = format.exec(token) ?? [];
      if (until === "") return undefined;
      const isOurs = timingSafeEqual(Buffer.from(mac, "base64url"), sign(orderId, until));
      return isOurs && now().getTime() < Number(until) ? new Date(Number(until)) : undefined;
    },
  };
}
