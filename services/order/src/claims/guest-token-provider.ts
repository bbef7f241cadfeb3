import type { TokenVerifier } from "@shop/kit/auth/tokens";
import { AppError } from "@shop/kit/errors";
import { claimErrors } from "./errors.ts";

/** Whose token it is. Throws `cart.bad_guest_token`, and `unavailable` when that cannot be known yet. */
export type GuestOf = (token: string) => Promise<string>;

export const createGuestTokens =
  ({ verifyUser }: Pick<TokenVerifier, "verifyUser">): GuestOf =>
  async (token) => {
    try {
      const { id, role } = await verifyUser(token);
      if (role === "guest") return id;
    } catch (error) {
      if (error instanceof AppError && error.kind === "unauthorized") throw claimErrors.badGuestToken(error);
      throw error;
    }
    throw claimErrors.badGuestToken();
  };
