/** Every way an API key can refuse. */
import { AppError } from "@shop/kit/errors";

export const apiKeyErrors = {
  /** Never made, or ended. */
  notFound: (id: string) => new AppError("not_found", "api_key.not_found", `There is no API key ${id}`),
  expiresInPast: () =>
    new AppError("invalid", "api_key.expires_in_past", "A key expires in the future, or not at all", {
      details: { errors: [{ path: "expiresAt", message: "must be in the future" }] },
    }),
};
