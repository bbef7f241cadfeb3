/** Refusals that say the same at the gateway and at every service, whatever the request was about. */
import { AppError } from "../../errors.ts";

export const nothingHere = (): AppError =>
  new AppError("not_found", "route.not_found", "There is nothing at this address");

/** `allow` is the value of the `Allow` header: the methods that the path has. */
export const methodNotAllowed = (method: string, allow: string): AppError =>
  new AppError("method_not_allowed", "route.method_not_allowed", `${method} is not possible here`, {
    headers: { Allow: allow },
  });

/** Something that is needed for the answer cannot be reached. */
export const unavailable = ({
  retryAfterS = 1,
  cause,
}: { readonly retryAfterS?: number; readonly cause?: unknown } = {}): AppError =>
  new AppError("unavailable", "service.unavailable", "Not possible just now: try again", {
    headers: { "Retry-After": String(retryAfterS) },
    cause,
  });

/** There are more requests at once than are let in. */
export const overloaded = (): AppError =>
  new AppError("unavailable", "service.overloaded", "Too busy just now: try again");
