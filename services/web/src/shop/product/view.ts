import type { ProductItem } from "@shop/contracts/catalog/product-lists";
import type { Product } from "@shop/contracts/catalog/products";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { breadcrumbs, facts } from "../../parts/list.ts";
import { missing } from "../../parts/notice.ts";
import { grid, picture, rating } from "../../parts/product.ts";
import { words } from "../../words/en.ts";
import { breadcrumbData } from "../listing/schema.ts";
import { buySection } from "./buy-view.ts";
import { reviewsSection } from "./reviews-view.ts";
import { productData } from "./schema.ts";
import { chosenOf, picturesOf, type Variant } from "./variants.ts";

const { productPage } = words;

type Shown = {
  readonly product: Product;
  readonly sku: string | undefined;
  /** Undefined: they cannot be had just now. */
  readonly related: readonly ProductItem[] | undefined;
};

export function productView(frame: Frame, { product, sku, related }: Shown): Html {
  const { name, slug, brand, images } = product;
  const chosen = chosenOf(product, sku);
  const steps = stepsTo(product);
  const image = images[0] && `${images[0].url}?w=1280`;
  return layout(frame, {
    title: brand === null ? name : `${name}, ${brand}`,
    description: summaryOf(product),
    canonical: `/p/${slug}`,
    ...(image !== undefined && { image }),
    data: [productData(frame, product), breadcrumbData(frame, steps)],
    main: html`${breadcrumbs(steps)}
      <div class="product" data-part="product">
        <div class="head">
          ${brand !== null && html`<p class="maker"><a href="/search?q=${encodeURIComponent(brand.toWellFormed())}">${brand}</a></p>`}
          <h1>${name}</h1>
          ${product.rating.count > 0 && html`<p><a class="plain" href="#reviews">${rating(product.rating)}</a></p>`}
        </div>
        ${pictures(product, chosen)} ${buySection(product, chosen)}
      </div>
      ${aboutSection(product)} ${reviewsSection(frame, product)} ${relatedSection(related)}`,
  });
}

const stepsTo = ({ name, slug, categories }: Product) => [
  { name: words.start, href: "/" },
  ...categories.slice(0, 1).map((category) => ({ name: category.name, href: `/c/${category.slug}` })),
  { name, href: `/p/${slug}` },
];

const longestSummary = 160;

/** Up to the last whole word. */
function summaryOf({ name, description }: Product): string {
  const text = description.replaceAll(/\s+/g, " ").trim();
  if (text === "") return productPage.summary(name);
  if (text.length <= longestSummary) return text;
  const cut = text.slice(0, longestSummary);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), 100)).toWellFormed()}…`;
}

const mostSeen = 9;

function pictures(product: Product, chosen: Variant): Html {
  const [first, ...others] = picturesOf(product, chosen);
  const sizes = "(min-width: 60rem) 38rem, 100vw";
  const alt = (text: string): string => (text === "" ? product.name : text);
  const list = (shown: Product["images"]): Html =>
    html`<ul class="thumbs">
      ${shown.map((image) => html`<li>${picture(image.url, { alt: alt(image.alt), sizes: "(min-width: 60rem) 9rem, 25vw" })}</li>`)}
    </ul>`;
  return html`<div class="pictures" data-part="pictures">
    ${picture(first?.url ?? null, { alt: alt(first?.alt ?? ""), sizes, isFirst: true })}
    ${others.length > 0 && list(others.slice(0, mostSeen - 1))}
    ${
      others.length >= mostSeen &&
      html`<details>
        <summary>${productPage.allPictures}</summary>
        ${list(others.slice(mostSeen - 1))}
      </details>`
    }
  </div>`;
}

const aboutSection = ({ description, attributes }: Product): Part => {
  const rows = Object.entries(attributes).map(([name, value]) => [titled(name), value] as const);
  if (description.trim() === "" && rows.length === 0) return undefined;
  return html`<section class="about" aria-labelledby="about">
    <h2 id="about">${productPage.about}</h2>
    <div class="pair">
      <div class="prose">${paragraphs(description)}</div>
      ${rows.length > 0 && facts(rows)}
    </div>
  </section>`;
};

const titled = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** An empty line begins another. */
const paragraphs = (text: string): Html[] =>
  text
    .split(/\n\s*\n/)
    .filter((each) => each.trim() !== "")
    .map((each) => html`<p class="lines-kept">${each}</p>`);

const relatedSection = (related: readonly ProductItem[] | undefined): Part =>
  related?.length !== 0 &&
  html`<section aria-labelledby="related">
    <h2 id="related">${productPage.related}</h2>
    ${related ? grid(related.slice(0, mostRelated), { level: 3, isLow: true }) : missing(productPage.missingRelated)}
  </section>`;

const mostRelated = 8;
