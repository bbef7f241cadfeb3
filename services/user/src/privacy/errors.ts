/** Every way a copy of what is held, and its erasure, can be refused. */
import { AppError } from "@shop/kit/errors";

export const privacyErrors = {
  /** Also with the link of another one. */
  notFound: () => new AppError("not_found", "erasure.not_found", "There is no such erasure of yours"),
  tooMany: (retryAfterS: number) =>
    new AppError(
      "too_many",
      "export.too_many",
      "You have asked for it several times lately: try again later",
      {
        headers: { "Retry-After": String(retryAfterS) },
      },
    ),
  /** A part would look like the whole. */
  incomplete: (cause: unknown) =>
    new AppError("unavailable", "export.incomplete", "Not all of it can be read just now: try again", {
      headers: { "Retry-After": "10" },
      cause,
    }),
};
