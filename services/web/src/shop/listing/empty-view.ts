/** In the place of a list with nothing in it. */
import { html, type Html } from "../../parts/html.ts";
import { count } from "../../parts/category.ts";
import { empty } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";
import { addressOf, withoutChoices, type Choice, type Place } from "./addresses.ts";
import type { Filters } from "./filters.ts";
import { choiceLabel } from "./labels.ts";

const { listing } = words;

/** A choice, and how many products there are without it; undefined: nobody can say. */
export type Droppable = { readonly choice: Choice; readonly products: number | undefined };

export type NothingFits = {
  readonly place: Place;
  readonly filters: Filters;
  readonly droppable: readonly Droppable[];
  readonly named: (category: string) => string | undefined;
};

/** Each thing that was chosen fits something, all of them together nothing; `droppable`: where leaving one out helps. */
export const nothingFits = ({ place, filters, droppable, named }: NothingFits): Html =>
  empty(
    listing.noneTitle,
    droppable.length > 0 ? listing.noneOf : listing.noneAtAll,
    html`${droppable.length > 0 && drops({ place, filters, droppable, named })} ${dropAll(place, filters)}`,
  );

const drops = ({ place, filters, droppable, named }: NothingFits): Html =>
  html`<ul class="drops">
    ${droppable.map(({ choice, products }) => {
      const label = choiceLabel(choice, filters, place.currency, named);
      return html`<li>
        <a href="${addressOf(place, choice.without)}" data-swap="list"
          >${listing.without(label)}${products !== undefined && html` ${count(products)}`}</a
        >
      </li>`;
    })}
  </ul>`;

export const dropAll = (place: Place, filters: Filters): Html =>
  html`<p>
    <a class="button plain" href="${addressOf(place, withoutChoices(filters))}" data-swap="list"
      >${listing.dropAll}</a
    >
  </p>`;
