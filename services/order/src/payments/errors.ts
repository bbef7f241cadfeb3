/** Every way a provider's event can be refused. */
import { AppError } from "@shop/kit/errors";

export const paymentErrors = {
  unknownProvider: () =>
    new AppError("not_found", "payment.unknown_provider", "This shop has no such payment provider"),
  badSignature: (cause?: unknown) =>
    new AppError(
      "unauthorized",
      "payment.bad_signature",
      "The signature is not the provider's, or not of now",
      {
        cause,
      },
    ),
  /** What is not taken is sent again. */
  away: () =>
    new AppError("unavailable", "payment.provider_away", "The provider does not say whose payment it is"),
  badEvent: (errors: readonly { readonly path: string; readonly message: string }[]) =>
    new AppError("invalid", "payment.bad_event", "This is no event of the provider", { details: { errors } }),
};
