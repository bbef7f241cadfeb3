/** Pages are the same for everybody; what is somebody's own in their header comes out of a cookie. */
import { readBadge } from "./badge-text.ts";

export function showBadge(): void {
  const { count, state } = readBadge(document.cookie);
  for (const place of document.querySelectorAll<HTMLElement>("[data-badge]")) {
    if (place.dataset["badge"] === "bag") {
      if (place.textContent !== count) place.textContent = count;
    } else place.dataset["state"] = state;
  }
}
