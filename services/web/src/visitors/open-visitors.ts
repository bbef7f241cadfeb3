/** Who asks, by the cookie of their browser. */
import type { BrowserToken } from "@shop/contracts/user/browser-sessions";
import { AppError } from "@shop/kit/errors";
import type { OpenAsks } from "../asking/asks.ts";
import { countOf } from "./count.ts";
import {
  badgeCookie,
  guestCookie,
  guestSecretOf,
  secretOf,
  sessionCookie,
  takenOverCookie,
  takenOverOf,
} from "./cookies.ts";
import type { SessionClient } from "./session-client.ts";
import { takeOver, type Outcome } from "./take-over.ts";
import type { Asked, Visitor, Visitors } from "./visitor.ts";

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
    takenOver: undefined,
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
  const open = async (refreshToken: string, asked: Asked): Promise<Visitor> => {
    const { secret, ...token } = await sessions.open(refreshToken);
    return somebody(token, asked, [sessionCookie(secret, asked.visit.isSecure)]);
  };

  return {
    async of(asked) {
      const secret = secretOf(asked.visit);
      if (secret === undefined) return nobody(asked);
      const token = await sessions.tokenOf(secret, asked.meta);
      if (token === "unknown") return nobody(asked, { isUnknown: true });
      if (token === "ended") return nobody(asked, { hasEnded: true, cookies: forgotten(asked) });
      const visitor = somebody(token, asked);
      return visitor.kind === "account" ? withGuests(visitor, asked) : visitor;
    },

    async enter(visitor, asked) {
      if (visitor.kind !== "nobody") return visitor;
      if (visitor.isUnknown)
        throw new AppError("unavailable", "user.unavailable", "Not possible just now: try again");
      const { body } = await visitor.asks.user.enterAsGuest();
      const guest = await open(body.refreshToken, asked);
      const badge = badgeCookie({ count: 0, isSignedIn: false }, guest.isSecure);
      return { ...guest, cookies: [...guest.cookies, badge] };
    },

    async signIn(refreshToken, before, asked) {
      const visitor = await open(refreshToken, asked);
      const secret = secretOf(asked.visit);
      const isGuest = before.kind === "guest" || before.isUnknown;
      const outcome: Outcome =
        isGuest && secret !== undefined
          ? await takeOver(sessions, { secret, visitor, asked })
          : { is: "over" };
      const isWaiting = outcome.is === "later" && secret !== undefined;
      // A new cookie has taken its place: whoever has the old one has nothing.
      if (secret !== undefined && !isWaiting) await endQuietly(secret);
      return {
        ...visitor,
        cookies: [
          ...visitor.cookies,
          await badgeAfter(outcome, visitor),
          ...(isWaiting ? [guestCookie(secret, visitor.isSecure)] : []),
          ...(outcome.is === "taken" && hasNews(outcome.told)
            ? [takenOverCookie(outcome.told, visitor.isSecure)]
            : []),
        ],
      };
    },

    async signOut(asked) {
      const secrets = [secretOf(asked.visit), guestSecretOf(asked.visit)].filter(
        (secret) => secret !== undefined,
      );
      const ended = await Promise.all(secrets.map(endQuietly));
      return { cookies: forgotten(asked), isEnded: ended.every(Boolean) };
    },
  };

  /** What is left of the guest that they were: a bag that could not be taken over, or the news of one that was. */
  async function withGuests(visitor: Visitor, asked: Asked): Promise<Visitor> {
    const { isSecure } = visitor;
    const told = takenOverOf(asked.visit);
    const news = told ? [takenOverCookie(undefined, isSecure)] : [];
    const secret = guestSecretOf(asked.visit);
    if (secret === undefined) return { ...visitor, takenOver: told, cookies: news };
    const outcome = await takeOver(sessions, { secret, visitor, asked });
    if (outcome.is === "later") return { ...visitor, takenOver: told, cookies: news };
    await endQuietly(secret);
    const cookies = [...news, guestCookie(undefined, isSecure)];
    if (outcome.is === "over") return { ...visitor, takenOver: told, cookies };
    const badge = badgeCookie({ count: outcome.count, isSignedIn: true }, isSecure);
    return {
      ...visitor,
      takenOver: hasNews(outcome.told) ? outcome.told : told,
      cookies: [...cookies, badge],
    };
  }

  async function endQuietly(secret: string): Promise<boolean> {
    return sessions.end(secret).then(
      () => true,
      () => false,
    );
  }
}

const pick = ({ kind, id, name, email, role }: BrowserToken) => ({ kind, id, name, email, role });

/** Whatever a browser has of somebody, and only that. */
function forgotten({ visit }: Asked): readonly string[] {
  const { isSecure } = visit;
  return [
    sessionCookie(undefined, isSecure),
    badgeCookie(undefined, isSecure),
    ...(guestSecretOf(visit) === undefined ? [] : [guestCookie(undefined, isSecure)]),
    ...(takenOverOf(visit) ? [takenOverCookie(undefined, isSecure)] : []),
  ];
}

const hasNews = ({ added, left }: { readonly added: number; readonly left: number }): boolean =>
  added + left > 0;

async function badgeAfter(outcome: Outcome, visitor: Visitor): Promise<string> {
  const count = outcome.is === "taken" ? outcome.count : await countIn(visitor);
  return badgeCookie({ count, isSignedIn: true }, visitor.isSecure);
}

const countIn = (visitor: Visitor): Promise<number> =>
  visitor.asks.order.getCart({ signal: AbortSignal.timeout(2_000) }).then(
    ({ body }) => countOf(body),
    () => 0,
  );
