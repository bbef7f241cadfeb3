import type { CategoryItem } from "@shop/contracts/catalog/categories";
import type { ProductItem } from "@shop/contracts/catalog/product-lists";
import { categoryWays } from "../../parts/category.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { missing } from "../../parts/notice.ts";
import { grid } from "../../parts/product.ts";
import { words } from "../../words/en.ts";

const { homePage } = words;

/** Each undefined while it cannot be had. */
export type Home = {
  readonly categories: readonly CategoryItem[] | undefined;
  readonly newest: readonly ProductItem[] | undefined;
  readonly bestRated: readonly ProductItem[] | undefined;
};

export function homeView(frame: Frame, home: Home): Html {
  const { categories, newest, bestRated } = home;
  // Best rated is what somebody has rated.
  const rated = bestRated?.filter(({ rating }) => rating.count > 0);
  return layout(frame, {
    title: homePage.title,
    canonical: "/",
    description: homePage.description,
    data: [siteData(frame)],
    main: html`<div class="hero">
        <h1>${homePage.heading}</h1>
        <p>${homePage.intro}</p>
      </div>
      ${section("categories", homePage.categories, categories, homePage.missingCategories, (items) =>
        categoryWays(
          homePage.categories,
          items.map(({ name, slug, products }) => ({ name, href: `/c/${slug}`, products })),
        ),
      )}
      ${section("newest", homePage.newest, newest, homePage.missingNewest, cards)}
      ${section("best-rated", homePage.bestRated, rated, homePage.missingBestRated, cards)}
      ${isEmpty(home) && html`<p>${homePage.empty}</p>`}`,
  });
}

const isEmpty = ({ categories, newest }: Home): boolean => categories?.length === 0 && newest?.length === 0;

const cards = (items: readonly ProductItem[]): Html => grid(items, { level: 3 });

/** Nothing at all for what is empty. */
const section = <Item>(
  id: string,
  title: string,
  items: readonly Item[] | undefined,
  lost: string,
  show: (items: readonly Item[]) => Part,
): Part =>
  items?.length !== 0 &&
  html`<section class="${id}" aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${items ? show(items) : missing(lost)}
  </section>`;

/** So that a search engine can search here (schema.org, `SearchAction`). */
const siteData = ({ shopUrl }: Frame): object => ({
  "@context": "https://schema.org",
  "@type": "WebSite",
  name: words.shop,
  url: `${shopUrl}/`,
  potentialAction: {
    "@type": "SearchAction",
    target: `${shopUrl}/search?q={search_term_string}`,
    "query-input": "required name=search_term_string",
  },
});
