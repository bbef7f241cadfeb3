/** What a customer has said of a product, in place of the form for it. */
import type { Product } from "@shop/contracts/catalog/products";
import type { Review } from "@shop/contracts/catalog/reviews";
import { button, hiddenField } from "../../parts/form/choices.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { notice } from "../../parts/notice.ts";
import { takenOverNotice } from "../../parts/taken-over.ts";
import type { TakenOver } from "../../visitors/cookies.ts";
import { words } from "../../words/en.ts";
import { reviewCrumbs } from "./form-view.ts";
import { oneReview } from "./view.ts";

type OwnReviewShown = {
  readonly slug: string;
  readonly product: Pick<Product, "name">;
  readonly review: Review;
  readonly takenOver: TakenOver | undefined;
  /** Why it has not been taken back. */
  readonly bad: Part | string | undefined;
};

export function ownReviewView(frame: Frame, { slug, product, review, takenOver, bad }: OwnReviewShown): Html {
  const { reviews } = words;
  const title = reviews.formTitle(product.name);
  return layout(frame, {
    title,
    notice: html`${takenOverNotice(takenOver)}${bad !== undefined && notice("bad", bad)}`,
    main: html`${reviewCrumbs(slug, product)}
      <h1>${title}</h1>
      ${review.status === "hidden" && notice("plain", reviews.hidden)} ${oneReview(frame, review)}
      <form class="stack" method="post" action="/p/${slug}/review/remove">
        ${hiddenField("review", review.id)}
        <p class="fine">${reviews.takeBackText}</p>
        ${button(reviews.takeBack)}
      </form>
      <p><a href="/p/${slug}">${reviews.back}</a></p>`,
  });
}
