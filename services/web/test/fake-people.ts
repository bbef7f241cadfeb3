/** The user service as the pages ask it: who a browser is, and the sessions it has opened. */
import { randomUUID } from "node:crypto";
import type { Role } from "@shop/contracts/language/access";
import type { BrowserToken } from "@shop/contracts/user/browser-sessions";
import type { User } from "@shop/contracts/user/accounts";
import { refusal, type FakeCall } from "@shop/testing/fake-service";

const alice: User = {
  id: "0198f0a0-7c6b-7f0e-8e0b-5d2f9c1a30f4",
  email: "alice@example.com",
  name: "Alice",
  emailVerified: true,
  roles: ["customer"],
  version: 1,
};

/** What an app is set up with. */
export const appUri =
  "otpauth://totp/SuperCoolShop:alice%40example.com?issuer=SuperCoolShop&secret=KEPTKEPTKEPTKEPTKEPTKEPTKEPTKEPT";

export const recoveryCodes = Array.from(
  { length: 10 },
  (_, index) => `code${index}a-code${index}b-code${index}c`,
);

export type Somebody = { readonly role?: Role; readonly user?: User; readonly expiresIn?: number };

export type FakePeople = ReturnType<typeof createFakePeople>;

export function createFakePeople() {
  /** By the browser's secret. */
  const sessions = new Map<string, BrowserToken>();
  /** By refresh tokens that nobody has used. */
  const refreshTokens = new Map<string, BrowserToken>();

  const tokenOf = ({ role = "customer", user = alice, expiresIn = 300 }: Somebody): BrowserToken => {
    const isGuest = role === "guest";
    return {
      kind: isGuest ? "guest" : "account",
      id: isGuest ? randomUUID() : user.id,
      name: isGuest ? null : user.name,
      email: isGuest ? null : user.email,
      role,
      accessToken: `token-${randomUUID()}`,
      expiresIn,
    };
  };
  const tokensFor = (somebody: Somebody) => {
    const token = tokenOf(somebody);
    const refreshToken = `refresh-${randomUUID()}`;
    refreshTokens.set(refreshToken, token);
    const tokens = { accessToken: token.accessToken, expiresIn: token.expiresIn, refreshToken };
    return { token, tokens };
  };
  const open = (token: BrowserToken): string => {
    const secret = `secret-${randomUUID()}`;
    sessions.set(secret, token);
    return secret;
  };
  const ended = () => refusal({ status: 404, code: "session.ended" });
  const field = ({ body }: FakeCall, name: string): string => String((body as Record<string, unknown>)[name]);

  return {
    sessions,
    /** As if they had signed in before: the secret of their browser. */
    openSession: (somebody: Somebody = {}): string => open(tokenOf(somebody)),
    signedIn: (somebody: Somebody = {}) => {
      const { user = alice } = somebody;
      return { kind: "account", ...tokensFor(somebody).tokens, user };
    },
    /** What a user service answers by itself. */
    usual: {
      enterAsGuest: () => {
        const { token, tokens } = tokensFor({ role: "guest" });
        return { kind: "guest", ...tokens, guest: { id: token.id } };
      },
      logIn: () => ({ kind: "account", ...tokensFor({}).tokens, user: alice }),
      getMe: alice,
      addSecondFactor: { kind: "totp", id: "factor-app", otpauthUri: appUri },
      makeRecoveryCodes: { codes: recoveryCodes },
      exportMe: Buffer.from(JSON.stringify({ account: { email: alice.email } })),
      openBrowserSession: (call: FakeCall) => {
        const refreshToken = field(call, "refreshToken");
        const token = refreshTokens.get(refreshToken);
        refreshTokens.delete(refreshToken);
        return token ? { ...token, secret: open(token) } : ended();
      },
      giveBrowserToken: (call: FakeCall) => sessions.get(field(call, "secret")) ?? ended(),
      endBrowserSession: (call: FakeCall) => void sessions.delete(field(call, "secret")),
    },
  };
}
