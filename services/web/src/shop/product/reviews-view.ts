import type { Product } from "@shop/contracts/catalog/products";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { pill } from "../../parts/notice.ts";
import { rating, stars } from "../../parts/product.ts";
import { words } from "../../words/en.ts";

const { productPage } = words;

/** The newest, and the way to all of them. */
export const reviewsSection = (frame: Frame, { slug, rating: rated, reviews }: Product): Html =>
  html`<section class="reviews-short" aria-labelledby="reviews">
    <h2 id="reviews">${words.reviews.heading}</h2>
    <div class="row">
      ${rated.count > 0 ? html`<p>${rating(rated)}</p>` : html`<p>${words.reviews.none}.</p>`}
      <a class="button plain" href="/p/${slug}/review" rel="nofollow">${words.reviews.write}</a>
    </div>
    ${
      reviews.length > 0 &&
      html`<ol class="reviews">
        ${reviews.map((review) => html`<li>${oneReview(frame, review)}</li>`)}
      </ol>`
    }
    ${rated.count > reviews.length && html`<p><a href="/p/${slug}/reviews">${productPage.allReviews(rated.count)}</a></p>`}
  </section>`;

const longest = 700;

const oneReview = ({ clock }: Frame, review: Product["reviews"][number]): Html =>
  html`<article class="review">
    <h3>${review.title === "" ? words.reviews.untitled : review.title}</h3>
    <p>
      <span class="rating"
        >${stars(review.rating)}<span class="hidden">${words.reviews.stars(review.rating)}</span></span
      >
      ${review.verified && pill("good", words.reviews.verified)}
    </p>
    ${review.text !== "" && html`<p class="lines-kept">${cut(review.text)}</p>`}
    <p class="fine">${clock.day(review.createdAt)}</p>
  </article>`;

/** All of it stands where all reviews are. */
const cut = (text: string): string =>
  text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text;
