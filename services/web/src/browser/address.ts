/** The address is what is shown, so that it can be kept, sent to somebody, and come back to. */

/** What is shown, whatever the hash. */
let shown = here();

function here(): string {
  return location.pathname + location.search;
}

/** True when another page of the history is to be shown. */
export function isElsewhere(): boolean {
  const now = here();
  const isOther = now !== shown;
  shown = now;
  return isOther;
}

/** `isStep`: the way back leads to what was shown before, and to `place` on it, the pixels from its top. */
export function remember(
  address: string,
  { isStep, place }: { readonly isStep: boolean; readonly place: number },
): void {
  const { pathname, search, origin } = new URL(address);
  const next = pathname + search;
  if (origin !== location.origin || next === shown) return;
  if (isStep) {
    history.replaceState({ y: place }, "");
    history.pushState(null, "", next);
  } else history.replaceState(history.state, "", next);
  shown = next;
}

/** Where on the page somebody was who comes back to it. */
export function placeIn(state: unknown): number | undefined {
  const { y } = (state ?? {}) as { y?: unknown };
  return typeof y === "number" ? y : undefined;
}
