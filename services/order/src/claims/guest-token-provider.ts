import type { TokenVerifier } from "@shop/kit/auth/tokens";
import { AppError } from "@shop/kit/errors";
import { claimErrors } from "./errors.ts";
import type { HasEnded } from "./session-client.ts";

/** Whose token it is. Throws `cart.bad_guest_token`, and `unavailable` when that cannot be known yet. */
export type GuestOf = (token: string) => Promise<string>;

export const createGuestTokens =
  ({ verifyUser }: Pick<TokenVerifier, "verifyUser">, hasEnded: HasEnded): GuestOf =>
  async (token) => {
    const { id, role, sessionId } = await verifyUser(token).catch((error: unknown) => {
      throw error instanceof AppError && error.kind === "unauthorized"
        ? claimErrors.badGuestToken(error)
        : error;
    });
    if (role !== "guest" || (await hasEnded(sessionId))) throw claimErrors.badGuestToken();
    return id;
  };
