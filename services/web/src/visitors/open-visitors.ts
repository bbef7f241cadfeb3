/** Who asks, by the cookie of their browser. */
import { isProblem, orProblem } from "@shop/client/refusal";
import type { BrowserToken } from "@shop/contracts/user/browser-sessions";
import type { OpenAsks } from "../asking/asks.ts";
import { badgeCookie, secretOf, sessionCookie } from "./cookies.ts";
import type { SessionClient } from "./session-client.ts";
import type { Asked, Claimed, Visitor, Visitors } from "./visitor.ts";

export type VisitorDeps = { readonly sessions: SessionClient; readonly openAsks: OpenAsks };

export function createVisitors({ sessions, openAsks }: VisitorDeps): Visitors {
  const nobody = ({ visit, meta }: Asked, more: Partial<Visitor> = {}): Visitor => ({
    kind: "nobody",
    id: null,
    name: null,
    email: null,
    role: null,
    hasEnded: false,
    isUnknown: false,
    asks: openAsks(meta),
    isSecure: visit.isSecure,
    cookies: [],
    ...more,
  });
  const somebody = (token: BrowserToken, asked: Asked, cookies: readonly string[] = []): Visitor =>
    nobody(asked, {
      ...pick(token),
      asks: openAsks({ ...asked.meta, token: token.accessToken }),
      cookies,
    });
  /** Throws when it cannot be done just now. */
  const open = async (
    refreshToken: string,
    asked: Asked,
  ): Promise<{ visitor: Visitor; token: BrowserToken }> => {
    const { secret, ...token } = await sessions.open(refreshToken);
    const { isSecure } = asked.visit;
    const isSignedIn = token.kind === "account";
    const cookies = [sessionCookie(secret, isSecure), badgeCookie({ count: 0, isSignedIn }, isSecure)];
    return { visitor: somebody(token, asked, cookies), token };
  };

  return {
    async of(asked) {
      const secret = secretOf(asked.visit);
      if (secret === undefined) return nobody(asked);
      const token = await sessions.tokenOf(secret, asked.meta);
      if (token === "unknown") return nobody(asked, { isUnknown: true });
      if (token !== "ended") return somebody(token, asked);
      const { isSecure } = asked.visit;
      return nobody(asked, {
        hasEnded: true,
        cookies: [sessionCookie(undefined, isSecure), badgeCookie(undefined, isSecure)],
      });
    },

    async enter(visitor, asked) {
      if (visitor.kind !== "nobody") return visitor;
      const { body } = await visitor.asks.user.enterAsGuest();
      return (await open(body.refreshToken, asked)).visitor;
    },

    async signIn(refreshToken, before, asked) {
      const { visitor } = await open(refreshToken, asked);
      const guestSecret = before.kind === "guest" ? secretOf(asked.visit) : undefined;
      const claimed = guestSecret === undefined ? undefined : await claim(guestSecret, visitor, asked);
      // A new cookie has taken its place: whoever has the old one has nothing.
      if (guestSecret !== undefined) await sessions.end(guestSecret).catch(() => undefined);
      const count = claimed ? countOf(claimed) : await countIn(visitor);
      const badge = badgeCookie({ count, isSignedIn: true }, visitor.isSecure);
      return { visitor: { ...visitor, cookies: [...visitor.cookies.slice(0, 1), badge] }, claimed };
    },

    async signOut(visitor, asked) {
      const secret = secretOf(asked.visit);
      if (secret !== undefined) await sessions.end(secret);
      const { isSecure } = asked.visit;
      return nobody(asked, {
        cookies: [sessionCookie(undefined, isSecure), badgeCookie(undefined, isSecure)],
      });
    },
  };

  /** Taking over a bag never stands in the way of signing in. */
  async function claim(secret: string, visitor: Visitor, asked: Asked): Promise<Claimed | undefined> {
    const guest = await sessions.tokenOf(secret, asked.meta).catch(() => "unknown" as const);
    if (typeof guest === "string") return undefined;
    const claimed = await orProblem(
      visitor.asks.order.claimCart({ body: { guestToken: guest.accessToken } }),
    ).catch(() => undefined);
    return claimed && !isProblem(claimed) ? claimed.body : undefined;
  }
}

const pick = ({ kind, id, name, email, role }: BrowserToken) => ({ kind, id, name, email, role });

type Lines = { readonly lines: readonly { readonly quantity: number }[] };

/** How many things are in a bag. */
export const countOf = ({ lines }: Lines): number => lines.reduce((sum, { quantity }) => sum + quantity, 0);

const countIn = (visitor: Visitor): Promise<number> =>
  visitor.asks.order.getCart().then(
    ({ body }) => countOf(body),
    () => 0,
  );
