/** Every way a claim can refuse. */
import { AppError } from "@shop/kit/errors";

export const claimErrors = {
  /** Not 401: whoever claims is signed in, and stays so. */
  badGuestToken: (cause?: unknown) =>
    new AppError("invalid", "cart.bad_guest_token", "This is not the access token of a guest, or no longer", {
      details: { errors: [{ path: "guestToken", message: "must be a guest's access token" }] },
      cause,
    }),
};
