/** Categories, wherever they are named. */
import { words } from "../words/en.ts";
import { html, type Html, type Part } from "./html.ts";

/** How many there are behind a link or a choice; read aloud as products. */
export const count = (value: number): Html =>
  html`<span class="count"
    ><span aria-hidden="true">${value}</span><span class="hidden">, ${words.listing.count(value)}</span></span
  >`;

export type CategoryWay = {
  readonly name: string;
  readonly href: string;
  /** Undefined: nobody has counted. */
  readonly products?: number | undefined;
};

/** Ways to categories; `label` is read aloud. */
export const categoryWays = (label: string, ways: readonly CategoryWay[]): Part =>
  ways.length > 0 &&
  html`<nav class="categories" aria-label="${label}">
    <ul>
      ${ways.map(({ name, href, products }) => html`<li><a href="${href}">${name}${products !== undefined && html` ${count(products)}`}</a></li>`)}
    </ul>
  </nav>`;
