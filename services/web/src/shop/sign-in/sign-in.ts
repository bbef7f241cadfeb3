/** Where somebody goes who has to sign in, and where they go on. Pure. */
import { ownPath } from "../../answering/own-path.ts";

export const home = "/account";

/** What has led to the page. */
export type After = "verified" | "reset" | "signed-out" | "ended" | "too-late";

/** `path` is one of ours. */
export const signInWay = (path: string, { after }: { readonly after?: After | undefined } = {}): string => {
  const query = new URLSearchParams({ to: path, ...(after !== undefined && { after }) });
  return `/sign-in?${query.toString().replaceAll("%2F", "/")}`;
};

/** Never to another host, and never round in a circle. */
export function onwards(to: string | undefined): string {
  const path = ownPath(to);
  return path === undefined || /^\/(?:sign-in|sign-out)(?:[/?]|$)/.test(path) ? home : path;
}
