/** Every way keys can refuse. */
import { AppError } from "@shop/kit/errors";

export const keyErrors = {
  unavailable: () => new AppError("unavailable", "auth.keys_unavailable", "Nobody can sign in just now"),
  /** For the operator: the secret that sealed them belongs into the list again until they are over. */
  sealed: () =>
    new Error("No signing key can be opened: SEALING_SECRETS lacks the secret that they were sealed with"),
};
