/** Where somebody goes who has to sign in, and where they go on. Pure. */
import { ownPath } from "./own-path.ts";

export const home = "/account";

/** What has led to the page. */
export type After = "verified" | "reset" | "signed-out" | "ended" | "too-late";

/** `path` is one of ours. */
export const signInWay = (path: string, { after }: { readonly after?: After | undefined } = {}): string =>
  addressOf("/sign-in", { to: path, ...(after !== undefined && { after }) });

/** A page on somebody's way to signing in, which leads on to `to` as signing in does. */
export function wayBy(
  page: "/sign-in" | "/register" | "/forgot-password",
  to: string | undefined,
  query: { readonly sent?: "yes" } = {},
): string {
  const path = onwards(to);
  return addressOf(page, { ...query, ...(path !== home && { to: path }) });
}

function addressOf(page: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString().replaceAll("%2F", "/");
  return text === "" ? page : `${page}?${text}`;
}

/** Never to another host, and never round in a circle. */
export function onwards(to: string | undefined): string {
  const path = ownPath(to);
  return path === undefined || /^\/(?:sign-in|sign-out|register|forgot-password)(?:[/?]|$)/.test(path)
    ? home
    : path;
}
