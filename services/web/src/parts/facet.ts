/** What a list could be narrowed by, and how many would be left. */
import { attributes, html, type Part } from "./html.ts";

export type FacetValue = {
  readonly value: string;
  readonly label: string;
  /** How many there are; absent where nobody has counted. */
  readonly count?: number | undefined;
};

export type Facet = {
  readonly id: string;
  readonly title: string;
  /** Of the query, whose values these are. */
  readonly name: string;
  readonly type: "checkbox" | "radio";
  readonly values: readonly FacetValue[];
  readonly chosen: readonly string[];
  readonly isOpen?: boolean;
};

/** A part of a GET form. One value that all have is nothing to choose. What is chosen stands open. */
export const facet = ({ id, title, name, type, values, chosen, isOpen = false }: Facet): Part =>
  values.length > (chosen.length > 0 ? 0 : 1) &&
  html`<details class="facet" ${attributes({ open: isOpen || chosen.length > 0 })}>
    <summary>${title}</summary>
    <fieldset class="choices">
      <legend class="hidden">${title}</legend>
      ${values.map(({ value, label, count: products }, index) => {
        const own = `f-${id}-${index}`;
        return html`<div class="choice"><input${attributes({ type, id: own, name, value, checked: chosen.includes(value) })}><label for="${own}">${label}${products !== undefined && html` <span class="note">${products}</span>`}</label></div>`;
      })}
    </fieldset>
  </details>`;
