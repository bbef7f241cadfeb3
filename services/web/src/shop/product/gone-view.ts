import type { ProductItem } from "@shop/contracts/catalog/product-lists";
import { categoryWays, type CategoryWay } from "../../parts/category.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { grid } from "../../parts/product.ts";
import { words } from "../../words/en.ts";

const { productPage } = words;

export const goneView = (
  frame: Frame,
  { alike, ways }: { readonly alike: readonly ProductItem[]; readonly ways: readonly CategoryWay[] },
): Html =>
  layout(frame, {
    title: words.reviews.gone,
    main: html`<div class="stack">
        <h1>${words.reviews.gone}</h1>
        <p class="lede">${words.reviews.goneText}</p>
        ${categoryWays(words.listing.categories, ways)}
        <p><a href="/">${words.home}</a></p>
      </div>
      ${
        alike.length > 0 &&
        html`<section aria-labelledby="alike">
          <h2 id="alike">${productPage.alike}</h2>
          ${grid(alike, { level: 3 })}
        </section>`
      }`,
  });
