import type { ProductPage } from "@shop/contracts/catalog/product-lists";
import { categoryWays } from "../../parts/category.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { breadcrumbs } from "../../parts/list.ts";
import { empty, missing } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";
import { addressOf, type Place } from "./addresses.ts";
import { mostNamed, type CategoryAround } from "./category-place.ts";
import { nothingFits, type Droppable } from "./empty-view.ts";
import { isFiltered, type ReadQuery } from "./filters.ts";
import { listView, namedIn, type Sort } from "./list-view.ts";
import { breadcrumbData, itemListData } from "./schema.ts";
import { isPlain } from "./show-list.ts";

const { listing } = words;

const sorts: readonly Sort[] = ["newest", "rating", "price", "-price", "name"];

export type CategoryShown = {
  readonly place: Place;
  readonly read: ReadQuery;
  /** Undefined: they cannot be had just now. */
  readonly category: CategoryAround | undefined;
  readonly found: ProductPage | undefined;
  readonly droppable: readonly Droppable[];
};

export function categoryView(frame: Frame, shown: CategoryShown): Html {
  const { place, read, category, found } = shown;
  const name = nameOf(shown);
  const steps = stepsTo(category);
  return layout(frame, {
    title: name,
    ...(category && found && isPlain(read) && forRobots(frame, { place, name, steps, found })),
    main: html`${category ? breadcrumbs(steps) : missing(listing.missingPlace)}
      <h1>${name}</h1>
      ${listView({
        place,
        read,
        found,
        sorts,
        hasCategories: false,
        ways: category && childWays(category, shown),
        instead: nothingIn(shown),
      })}`,
  });
}

/** The list knows the names of categories, too. */
const nameOf = ({ place, category, found }: CategoryShown): string =>
  category?.name ?? namedIn(found)(place.path.slice("/c/".length)) ?? listing.products;

function nothingIn({ place, read: { filters }, category, found, droppable }: CategoryShown): Html {
  return isFiltered(filters)
    ? nothingFits({ place, filters, droppable, named: namedIn(found) })
    : empty(listing.emptyTitle, listing.emptyCategory, upWay(category));
}

type Known = {
  readonly place: Place;
  readonly name: string;
  readonly steps: ReturnType<typeof stepsTo>;
  readonly found: ProductPage;
};

function forRobots(frame: Frame, { place, name, steps, found: { items, facets } }: Known) {
  const brands = (facets?.brand ?? []).slice(0, 3).map(({ value }) => value);
  const image = items.find((item) => item.image !== null)?.image;
  return {
    canonical: place.path,
    description: listing.description(name, brands),
    data: [breadcrumbData(frame, steps), ...itemListData(frame, items)],
    ...(image && { image }),
  };
}

const stepsTo = (category: CategoryAround | undefined) => [
  { name: words.start, href: "/" },
  ...(category ? [...category.path, category] : []).map(({ name, slug }) => ({ name, href: `/c/${slug}` })),
];

/** What was chosen stays chosen on the way down, and is counted so. */
function childWays({ name, children }: CategoryAround, { place, read, found }: CategoryShown): Part {
  const counts = new Map(found?.facets?.category.map(({ value, count }) => [value, count]));
  // A list that is whole names every category that has something.
  const other = found?.facets && found.facets.category.length < mostNamed ? 0 : undefined;
  const ways = children.map((child) => ({
    name: child.name,
    href: addressOf({ ...place, path: `/c/${child.slug}` }, read.filters),
    products: counts.get(child.id) ?? other,
  }));
  return categoryWays(listing.under(name), ways.slice(0, mostChildren));
}

/** A page stays small. */
const mostChildren = 48;

const upWay = (category: CategoryAround | undefined): Part => {
  const above = category?.path.at(-1);
  return above
    ? html`<p><a class="button plain" href="/c/${above.slug}">${above.name}</a></p>`
    : html`<p><a class="button plain" href="/">${words.home}</a></p>`;
};
