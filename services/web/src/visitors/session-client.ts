/** Browsers' sessions, which the user service keeps. */
import { browserSessionsApi, type BrowserToken } from "@shop/contracts/user/browser-sessions";
import type { ServiceTokens } from "@shop/kit/auth/tokens";
import { AppError } from "@shop/kit/errors";
import { createHttpClient } from "@shop/kit/http/client";
import { LRUCache } from "lru-cache";
import { z } from "zod";

export type SessionClient = {
  /** Throws `unavailable` when nobody can say. */
  readonly open: (refreshToken: string) => Promise<BrowserToken & { readonly secret: string }>;
  /**
   * `ended`: the secret is nobody's any more. While the user service is away, the last token counts until it expires; not
   * that of staff, whose powers may have been taken away meanwhile.
   */
  readonly tokenOf: (
    secret: string,
    client: { readonly address: string; readonly userAgent: string },
  ) => Promise<BrowserToken | "ended" | "unknown">;
  readonly end: (secret: string) => Promise<void>;
};

type Held = { readonly token: BrowserToken; readonly goodUntil: number };

const maxHeld = 10_000;

/** What else a browser may send was never given to one. */
const isSecret = (text: string): boolean => /^[\w-]{20,200}$/.test(text);

const { openBrowserSession, giveBrowserToken, endBrowserSession } = browserSessionsApi;

export function createSessionClient(userUrl: string, tokens: ServiceTokens): SessionClient {
  const user = createHttpClient({ name: "user", baseUrl: userUrl, tokens, resetMs: 1_000 });
  const held = new LRUCache<string, Held>({ max: maxHeld });
  const hold = (secret: string, token: BrowserToken): BrowserToken => {
    held.set(secret, { token, goodUntil: performance.now() + token.expiresIn * 1_000 });
    return token;
  };
  const lastOf = (secret: string): BrowserToken | undefined => {
    const last = held.get(secret);
    const isStaff = last?.token.role === "staff" || last?.token.role === "admin";
    return last && !isStaff && performance.now() < last.goodUntil ? last.token : undefined;
  };

  return {
    async open(refreshToken) {
      const { path, reply: schema } = openBrowserSession;
      const { secret, ...token } = await user.call({ method: "post", path, body: { refreshToken }, schema });
      hold(secret, token);
      return { ...token, secret };
    },
    async tokenOf(secret, { address, userAgent }) {
      if (!isSecret(secret)) return "ended";
      const { path, reply: schema } = giveBrowserToken;
      const body = { secret, address: address.slice(0, 64), userAgent: userAgent.slice(0, 1_000) };
      try {
        return hold(secret, await user.call({ method: "post", path, body, schema }));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error.kind === "unavailable" || error.kind === "timeout") return lastOf(secret) ?? "unknown";
        held.delete(secret);
        if (error.code === "session.ended") return "ended";
        throw error;
      }
    },
    async end(secret) {
      held.delete(secret);
      if (!isSecret(secret)) return;
      await user.call({
        method: "post",
        path: endBrowserSession.path,
        body: { secret },
        schema: z.unknown(),
      });
    },
  };
}
