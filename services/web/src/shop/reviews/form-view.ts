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
import { words } from "../../words/en.ts";

/** What stands in the way of a review that is right: another by the same customer, or that nobody knows whose it is. */
export type Hindrance = "exists" | "signIn" | "unknown";

export type ReviewFormShown = {
  readonly product: Product;
  readonly form: FormState;
  readonly hindrance: Hindrance | undefined;
};

export function reviewFormView(frame: Frame, { product, form, hindrance }: ReviewFormShown): Html {
  const { reviews } = words;
  const { fields } = reviews;
  const title = reviews.formTitle(product.name);
  return layout(frame, {
    title,
    notice: hindrance && hindranceNotice(product, hindrance),
    main: html`${breadcrumbs([
        { name: words.start, href: "/" },
        { name: product.name, href: `/p/${product.slug}` },
        { name: reviews.heading, href: `/p/${product.slug}/reviews` },
        { name: reviews.write, href: `/p/${product.slug}/review` },
      ])}
      <h1>${title}</h1>
      ${errorSummary(form, fields)}
      <form class="stack" method="post" action="/p/${product.slug}/reviews">
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
      <p><a href="/p/${product.slug}">${reviews.back}</a></p>`,
  });
}

const choices = ([5, 4, 3, 2, 1] as const).map((value) => ({
  value: String(value),
  label: words.reviews.ratings[value],
}));

function hindranceNotice({ slug }: Product, hindrance: Hindrance): Part {
  const { reviews } = words;
  if (hindrance === "unknown") return notice("bad", reviews.unknown);
  if (hindrance === "exists")
    return notice("bad", html`${reviews.exists} <a href="/p/${slug}/reviews">${reviews.heading}</a>`);
  const to = encodeURIComponent(`/p/${slug}/review`);
  return notice("bad", html`${reviews.signIn} ${newTab(`/sign-in?to=${to}`, reviews.signInLink)}`);
}
