import type { CategoryItem } from "@shop/contracts/catalog/categories";
import type { Product } from "@shop/contracts/catalog/products";
import type { Review } from "@shop/contracts/catalog/reviews";
import type { Page as List } from "@shop/contracts/language/page";
import { categoryWays } from "../../parts/category.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { breadcrumbs, pager } from "../../parts/list.ts";
import { empty, missing, pill } from "../../parts/notice.ts";
import { rating } from "../../parts/product.ts";
import { words } from "../../words/en.ts";

export type ReviewsShown = {
  readonly path: string;
  /** Undefined: it cannot be had just now. */
  readonly product: Product | undefined;
  readonly reviews: List<Review> | undefined;
  readonly isFirst: boolean;
};

export function reviewsView(frame: Frame, { path, product, reviews, isFirst }: ReviewsShown): Html {
  const title = product ? words.reviews.title(product.name) : words.reviews.heading;
  return layout(frame, {
    title,
    ...(product && isFirst && { canonical: path, description: words.reviews.description(product.name) }),
    main: html`${product ? crumbs(product, path) : missing(words.reviews.missingProduct)}
      <h1>${title}</h1>
      ${
        product &&
        html`<p class="rated">${rating(product.rating)}</p>
          <p>
            <a class="button plain" href="/p/${product.slug}/review" rel="nofollow">${words.reviews.write}</a>
          </p>`
      }
      <div data-part="list">
        ${reviews ? list(frame, reviews) : missing(words.reviews.missing)}
        ${pager({
          first: isFirst ? undefined : path,
          next: reviews?.next ? `${path}?cursor=${reviews.next}` : undefined,
        })}
      </div>`,
  });
}

const crumbs = ({ name, slug, categories }: Product, path: string): Html =>
  breadcrumbs([
    { name: words.start, href: "/" },
    ...categories.slice(0, 1).map((category) => ({ name: category.name, href: `/c/${category.slug}` })),
    { name, href: `/p/${slug}` },
    { name: words.reviews.heading, href: path },
  ]);

const list = (frame: Frame, { items }: List<Review>): Html =>
  items.length === 0
    ? empty(words.reviews.none, words.reviews.noneText)
    : html`<ol class="reviews">
        ${items.map((review) => html`<li>${oneReview(frame, review)}</li>`)}
      </ol>`;

/** `id` leads here from the form that wrote it. */
export const oneReview = (
  { clock }: Frame,
  { id, title, text, rating: stars, verified, createdAt }: Review,
): Html =>
  html`<article class="review" id="review-${id}">
    <h2>${title === "" ? words.reviews.untitled : title}</h2>
    <p>${starsOf(stars)} ${verified && pill("good", words.reviews.verified)}</p>
    ${paragraphs(text)}
    <p class="fine">${clock.day(createdAt)}</p>
  </article>`;

/** One person's, without a count. */
const starsOf = (value: number): Html =>
  html`<span class="rating"
    ><span class="stars s${value}" aria-hidden="true"></span
    ><span class="hidden">${words.reviews.stars(value)}</span></span
  >`;

/** An empty line begins another. */
const paragraphs = (text: string): Part[] =>
  text
    .split(/\n\s*\n/)
    .filter((each) => each.trim() !== "")
    .map((each) => html`<p class="said">${each}</p>`);

/** A product that is not there, and what is. */
export const productGoneView = (frame: Frame, categories: readonly CategoryItem[]): Html =>
  layout(frame, {
    title: words.reviews.gone,
    main: html`<h1>${words.reviews.gone}</h1>
      <p>${words.reviews.goneText}</p>
      ${categoryWays(
        words.listing.categories,
        categories.map(({ name, slug, products }) => ({ name, href: `/c/${slug}`, products })),
      )}
      <p><a href="/">${words.home}</a></p>`,
  });
