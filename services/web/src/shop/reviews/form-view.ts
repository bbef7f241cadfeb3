import type { Product } from "@shop/contracts/catalog/products";
import { button, choiceField } from "../../parts/form/choices.ts";
import { textArea, textField } from "../../parts/form/fields.ts";
import { errorSummary, type FormState } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { breadcrumbs } from "../../parts/list.ts";
import { newTab } from "../../parts/new-tab.ts";
import { notice } from "../../parts/notice.ts";
import { takenOverNotice } from "../../parts/taken-over.ts";
import type { TakenOver } from "../../visitors/cookies.ts";
import { words } from "../../words/en.ts";

export type ReviewFormShown = {
  readonly slug: string;
  /** Undefined: it cannot be had just now. */
  readonly product: Pick<Product, "name"> | undefined;
  readonly takenOver: TakenOver | undefined;
  readonly form: FormState;
  /** What stands in the way of a review that is right. */
  readonly bad?: Part | string;
};

export function reviewFormView(frame: Frame, { slug, product, takenOver, form, bad }: ReviewFormShown): Html {
  const { reviews } = words;
  const { fields } = reviews;
  const title = product ? reviews.formTitle(product.name) : reviews.formHeading;
  return layout(frame, {
    title,
    notice: html`${takenOverNotice(takenOver)}${bad !== undefined && notice("bad", bad)}`,
    main: html`${reviewCrumbs(slug, product)}
      <h1>${title}</h1>
      ${errorSummary(form, fields)}
      <form class="stack" method="post" action="/p/${slug}/reviews">
        ${choiceField(form, { name: "rating", label: fields.rating, choices })}
        ${textField(form, { name: "title", label: fields.title, isOptional: true, maxLength: 200 })}
        ${textArea(form, {
          name: "text",
          label: fields.text,
          hint: reviews.textHint,
          isOptional: true,
          maxLength: 5000,
          rows: 8,
        })}
        <p class="fine">${reviews.rule}</p>
        ${button(reviews.send)}
      </form>
      <p><a href="/p/${slug}">${reviews.back}</a></p>`,
  });
}

export function reviewCrumbs(slug: string, product: Pick<Product, "name"> | undefined): Html {
  const path = `/p/${slug}`;
  return breadcrumbs([
    { name: words.start, href: "/" },
    ...(product ? [{ name: product.name, href: path }] : []),
    { name: words.reviews.heading, href: `${path}/reviews` },
    { name: words.reviews.write, href: `${path}/review` },
  ]);
}

const choices = ([5, 4, 3, 2, 1] as const).map((value) => ({
  value: String(value),
  label: words.reviews.ratings[value],
}));

/** Leads on to the one that there is, and keeps what is typed. */
export const toOwnPart = (slug: string): Part =>
  html`${words.reviews.exists} ${newTab(`/p/${slug}/review`, words.reviews.own)}`;

/** Leads on to where all reviews are, their own among them. */
export const toReviewsPart = (slug: string, text: string): Part =>
  html`${text} <a href="/p/${slug}/reviews">${words.reviews.heading}</a>`;

export function signInPart(slug: string): Part {
  const to = encodeURIComponent(`/p/${slug}/review`);
  return html`${words.reviews.signIn} ${newTab(`/sign-in?to=${to}`, words.reviews.signInLink)}`;
}
