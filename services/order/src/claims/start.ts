import type { ServiceTokens, TokenVerifier } from "@shop/kit/auth/tokens";
import { createHttpClient } from "@shop/kit/http/client";
import type { Config } from "../config.ts";
import { createGuestTokens, type GuestOf } from "./guest-token-provider.ts";
import { createSessions } from "./session-client.ts";

export const openGuestTokens = (
  { userUrl: baseUrl }: Config,
  verify: TokenVerifier,
  tokens: ServiceTokens,
): GuestOf => createGuestTokens(verify, createSessions(createHttpClient({ name: "user", baseUrl, tokens })));
