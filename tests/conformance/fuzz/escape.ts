/** A case as text that a terminal does no harm to, and that can be pasted into a string. */
import type { Case } from "./case.ts";

const mostShown = 4_000;

export function toEscaped({ text, cuts, ending }: Case): string {
  const shown = JSON.stringify(text.slice(0, mostShown)).replaceAll(
    /[\x7f-\xff]/g,
    (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`,
  );
  const rest = text.length > mostShown ? ` and ${text.length - mostShown} more bytes` : "";
  const pieces = cuts.length > 0 ? `, cut at ${cuts.map((cut) => cut.toFixed(3)).join(" ")}` : "";
  return `${shown}${rest}${pieces}, then ${ending}`;
}
