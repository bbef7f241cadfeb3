/** A button that was pressed says so, and pressed again meanwhile it does nothing. */
import { say, textOf } from "./said.ts";

const pressed = new Map<HTMLFormElement, { readonly button: HTMLElement; readonly timer: number }>();

/** When nothing came of it (a file was answered, the way was given up), the button can be used again. */
const busyMs = 15_000;

/** False: it is under way already, or the button is of no use, and says why. */
export function begin(form: HTMLFormElement, button: HTMLElement | null): boolean {
  if (pressed.has(form)) return false;
  if (button?.getAttribute("aria-disabled") === "true") {
    say(textOf(document.getElementById(button.getAttribute("aria-describedby") ?? "")));
    return false;
  }
  if (!button?.hasAttribute("data-busy")) return true;
  button.setAttribute("aria-disabled", "true");
  pressed.set(form, { button, timer: setTimeout(() => end(form), busyMs) });
  return true;
}

export function end(form: HTMLFormElement): void {
  const held = pressed.get(form);
  if (!held) return;
  clearTimeout(held.timer);
  held.button.removeAttribute("aria-disabled");
  pressed.delete(form);
}

/** The page is shown again as it was left. */
export function endAll(): void {
  pressed.forEach((_, form) => end(form));
}
