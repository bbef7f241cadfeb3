/** Tells what has changed to whoever cannot see it, in the one place that is listened to. */
const place = (): HTMLElement | null => document.getElementById("said");

export function say(text: string): void {
  const region = place();
  if (!region || text === "") return;
  // The same words again are said again.
  region.textContent = "";
  setTimeout(() => {
    region.textContent = text;
  }, 60);
}

/** Words for what only a script does; the page brings them along. */
export const wordFor = (name: "failed" | "changed"): string => place()?.dataset[name] ?? "";

/** What it says, in one line. */
export const textOf = (element: Element | null | undefined): string =>
  (element?.textContent ?? "").replaceAll(/\s+/g, " ").trim();
