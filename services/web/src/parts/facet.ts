/** What a list could be narrowed by, and how many would be left. */
import { attributes, html, type Html } from "./html.ts";

export type FacetChoice = {
  readonly value: string;
  readonly label: string;
  /** How many there are; absent where nobody has counted. */
  readonly count?: number | undefined;
  readonly isChosen: boolean;
};

/** One name of the query with the values that it may have; a part of a GET form. It is open when something is chosen. */
export function facet(
  name: string,
  title: string,
  choices: readonly FacetChoice[],
  {
    type = "checkbox",
    isOpen = false,
  }: { readonly type?: "checkbox" | "radio"; readonly isOpen?: boolean } = {},
): Html {
  const open = isOpen || choices.some(({ isChosen }) => isChosen);
  return html`<details class="facet" ${attributes({ open })}>
    <summary>${title}</summary>
    <fieldset class="choices">
      <legend class="hidden">${title}</legend>
      ${choices.map(({ value, label, count, isChosen }, index) => {
        const id = `facet-${name}-${index}`;
        return html`<div class="choice">
          <input${attributes({ type, id, name, value, checked: isChosen })}>
          <label for="${id}">${label}${count !== undefined && html` <span class="note">${count}</span>`}</label>
        </div>`;
      })}
    </fieldset>
  </details>`;
}
