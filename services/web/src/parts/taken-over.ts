/** Tells whoever has just signed in what came into their bag with them. */
import { words } from "../words/en.ts";
import { html, type Part } from "./html.ts";
import { notice } from "./notice.ts";

export function takenOverNotice(told: { readonly added: number; readonly left: number } | undefined): Part {
  if (!told || told.added + told.left === 0) return undefined;
  const { takenOver, leftOver, toBag } = words.accountPage;
  return notice(
    "good",
    html`${told.added > 0 && takenOver(told.added)} ${told.left > 0 && leftOver(told.left)}
      <a href="/bag">${toBag}</a>`,
  );
}
