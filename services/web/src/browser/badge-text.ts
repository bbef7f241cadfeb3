/** What the readable cookie says: how many things are in the bag, and whether somebody is signed in. */
export type Badge = { readonly count: string; readonly state: "in" | "out" };

/** Of `document.cookie`. Nothing is said of an empty bag. */
export function readBadge(cookies: string): Badge {
  const [, digits = "0", state] = /(?:^|;\s*)badge=(\d{1,6})\.(in|out)(?:;|$)/.exec(cookies) ?? [];
  const count = Number(digits);
  return {
    count: count === 0 ? "" : count > 99 ? "99+" : String(count),
    state: state === "in" ? "in" : "out",
  };
}
