/** Browsers as tests sign them in, and ask for their tokens. */
import { createServiceTokens } from "@shop/kit/auth/tokens";
import { loadConfig } from "@shop/kit/process/config";
import { decodeJwt } from "jose";
import { expect, vi } from "vitest";
import { Config } from "../src/config.ts";
import { registered, type RunningUser } from "./running-user.ts";

const { internalTokenSecret } = loadConfig(Config, {});
/** By today's clock, which tests move. */
export const webToken = () =>
  createServiceTokens({ secret: internalTokenSecret, issuer: "web" }).tokenFor("user");

type Internal = Pick<RunningUser, "internal">;

export const openWith = ({ internal }: Internal, refreshToken: string) =>
  internal.openBrowserSession({ body: { refreshToken } });

export const tokenOf = async ({ internal }: Internal, secret: string) =>
  internal.giveBrowserToken({ token: await webToken(), body: { secret } });

/** Registered, signed in, and in a browser. */
export async function inBrowser(user: RunningUser) {
  const person = await registered(user);
  const { email, password } = person;
  const { body } = await user.api.logIn({ body: { email, password } });
  const opened = await openWith(user, body.refreshToken);
  expect(opened.status).toBe(201);
  return { ...opened.body, ...person, refreshToken: body.refreshToken };
}

export const sessionIdOf = (accessToken: string): string => String(decodeJwt(accessToken)["sid"]);

/** From now on it is so many milliseconds later, until the clock is put back. */
export const later = (ms: number): void => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
