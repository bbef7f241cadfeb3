import { AppError } from "@shop/kit/errors";

/** Not known, which is not the same as not good. */
export const cannotTell = (cause: unknown): AppError =>
  new AppError("unavailable", "auth.unavailable", "Sign-in cannot be checked just now: try again", { cause });

export const tooManyGuesses = (waitS: number): AppError =>
  new AppError("too_many", "request.too_many", `Too many keys that are not good: try again in ${waitS} s`, {
    headers: { "Retry-After": String(waitS) },
  });
