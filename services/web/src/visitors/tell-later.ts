import { takenOverCookie } from "./cookies.ts";
import type { Visitor } from "./visitor.ts";

/** The cookies of an answer that does not show what was taken over: a page that comes soon does. */
export function tellLater({
  cookies,
  takenOver,
  isSecure,
}: Pick<Visitor, "cookies" | "takenOver" | "isSecure">): readonly string[] {
  if (!takenOver) return cookies;
  const told = takenOverCookie(undefined, isSecure);
  return [...cookies.filter((cookie) => cookie !== told), takenOverCookie(takenOver, isSecure)];
}
