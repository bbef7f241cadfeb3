/** Improves pages that work without it. */
import { showBadge } from "./badge.ts";
import { endAll } from "./busy.ts";
import { follow } from "./live.ts";
import { onChange, onClick, onPopState, onSubmit } from "./events.ts";

showBadge();
// An older browser loads pages, as one without scripts does.
if ("any" in AbortSignal) {
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("change", onChange);
  addEventListener("popstate", (event) => void onPopState(event));
}
addEventListener("pageshow", () => {
  endAll();
  showBadge();
});
document.addEventListener("visibilitychange", () => {
  showBadge();
  follow();
});
document.querySelector<HTMLElement>("[data-focus]")?.focus();
follow();
