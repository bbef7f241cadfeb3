/** What could be chosen next: a form whose address is the list. */
import type { ProductPage } from "@shop/contracts/catalog/product-lists";
import { facet, type FacetValue } from "../../parts/facet.ts";
import { attributes, html, type Html, type Part } from "../../parts/html.ts";
import { hiddenField } from "../../parts/form/choices.ts";
import { words } from "../../words/en.ts";
import { isFiltered, type Filters } from "./filters.ts";
import { attributeLabel } from "./labels.ts";
import { priceText } from "./price-text.ts";

const { listing } = words;

type Facets = NonNullable<ProductPage["facets"]>;

/** A page stays small, and a form can be taken in at a glance: the most frequent of each. */
const most = { values: 7, attributes: 4, categories: 8 } as const;
/** Attributes whose values are seen at once. */
const mostOpen = 2;

export type FilterForm = {
  readonly path: string;
  readonly filters: Filters;
  readonly currency: string;
  /** Undefined: they cannot be had just now. */
  readonly facets: Facets | undefined;
  /** Within a search categories are chosen; elsewhere they are ways. */
  readonly hasCategories: boolean;
};

export const filterForm = ({ path, filters, currency, facets, hasCategories }: FilterForm): Html =>
  html`<details class="filters"${attributes({ open: isFiltered(filters) })}>
    <summary>${listing.filter}</summary>
    <form action="${path}" id="filters" data-swap="list">
      ${filters.q !== undefined && hiddenField("q", filters.q)}
      ${filters.sort !== undefined && hiddenField("sort", filters.sort)}
      ${hasCategories && categoryFacet(filters, facets)} ${brandFacet(filters, facets)}
      ${attributeFacets(filters, facets)} ${priceFacet(filters, currency, facets)}
      <div class="choice">
        <input${attributes({ type: "checkbox", id: "f-stock", name: "inStock", value: "true", checked: filters.inStock })}>
        <label for="f-stock">${listing.inStock}</label>
      </div>
      <button type="submit" class="button main" data-busy>${listing.show}</button>
    </form>
  </details>`;

/** Those that are chosen are always among them, also those that nothing has. */
function shown(found: readonly FacetValue[], chosen: readonly string[], few: number): FacetValue[] {
  const isChosen = ({ value }: FacetValue): boolean => chosen.includes(value);
  const absent = chosen.filter((value) => !found.some((each) => each.value === value));
  const rest = found.filter((each) => !isChosen(each)).slice(0, Math.max(0, few - chosen.length));
  const kept = found.filter((each) => isChosen(each) || rest.includes(each));
  return [...kept, ...absent.map((value) => ({ value, label: value }))];
}

function categoryFacet({ category }: Filters, facets: Facets | undefined): Part {
  const found = facets?.category ?? [];
  // Whoever named it by its id has chosen the same one.
  const chosen = found.find(({ value, slug }) => value === category || slug === category)?.slug ?? category;
  const values = found.map(({ slug, name, count: products }) => ({
    value: slug,
    label: name,
    count: products,
  }));
  const asked = chosen === undefined ? [] : [chosen];
  const one = { id: "c", title: listing.category, name: "category", type: "radio" } as const;
  return facet({ ...one, values: shown(values, asked, most.categories), chosen: asked });
}

function brandFacet({ brands }: Filters, facets: Facets | undefined): Part {
  const values = (facets?.brand ?? []).map((each) => ({ ...each, label: each.value }));
  const many = { id: "b", title: listing.brand, name: "brand", type: "checkbox" } as const;
  return facet({ ...many, isOpen: true, values: shown(values, brands, most.values), chosen: brands });
}

function attributeFacets({ attributes: asked }: Filters, facets: Facets | undefined): Part[] {
  const chosen = new Map(asked);
  // An attribute may be called like something that every object has.
  const found = new Map(Object.entries(facets?.attributes ?? {}));
  const others = [...found].filter(([name, values]) => !chosen.has(name) && values.length > 1);
  const names = [...chosen.keys(), ...others.slice(0, most.attributes).map(([name]) => name)];
  return names.map((name, index) => {
    const values = (found.get(name) ?? []).map((each) => ({ ...each, label: each.value }));
    const value = chosen.get(name);
    const asChosen = value === undefined ? [] : [value];
    const one = { id: `a${index}`, title: attributeLabel(name), name: `attributes.${name}` } as const;
    return facet({
      ...one,
      type: "radio",
      isOpen: index < mostOpen,
      values: shown(values, asChosen, most.values),
      chosen: asChosen,
    });
  });
}

function priceFacet({ minPrice, maxPrice }: Filters, currency: string, facets: Facets | undefined): Part {
  const bounds = facets?.price;
  const text = (amount: number | undefined) =>
    amount === undefined ? undefined : priceText(amount, currency);
  const field = (
    id: string,
    name: string,
    label: string,
    value: number | undefined,
    bound: number | undefined,
  ) =>
    html`<div class="field">
      <label for="${id}">${label}</label
      ><input${attributes({ id, name, value: text(value), placeholder: text(bound), inputmode: "decimal", maxlength: 12, autocomplete: "off" })}>
    </div>`;
  return html`<fieldset class="facet range">
    <legend>${listing.price} (${currency})</legend>
    ${field("f-min", "minPrice", listing.priceFrom, minPrice, bounds?.min)}
    ${field("f-max", "maxPrice", listing.priceTo, maxPrice, bounds?.max)}
  </fieldset>`;
}
