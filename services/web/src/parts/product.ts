/** Products, wherever they are shown. */
import type { ProductItem } from "@shop/contracts/catalog/product-lists";
import { words } from "../words/en.ts";
import { imageWidths } from "@shop/contracts/catalog/images";
import type { Money } from "@shop/contracts/language/values";
import { html, type Html } from "./html.ts";
import { moneyText } from "@shop/contracts/language/money-text";

export const price = (money: Money | null): Html =>
  money
    ? html`<span class="price">${moneyText(money)}</span>`
    : html`<span class="price">${words.noPrice}</span>`;

/** What it costs at least, said so where some of its variants cost more. */
const lowestPrice = ({ price: lowest, highestPrice }: ProductItem): Html =>
  highestPrice ? html`<span class="price">${words.fromPrice(moneyText(lowest))}</span>` : price(lowest);

/** Stars, and the number that they stand for. */
export const rating = ({ average, count }: ProductItem["rating"]): Html =>
  average === null
    ? html`<span class="rating none">${words.unrated}</span>`
    : html`<span class="rating"
        >${stars(average)}<span class="hidden">${words.rated}</span> ${average.toFixed(1)}
        <span class="hidden">${words.outOfFive}</span> <span class="fine">(${count})</span></span
      >`;

/** To the nearest half; not read aloud. */
export const stars = (average: number): Html => {
  const halves = Math.round(average * 2);
  return html`<span
    class="stars s${Math.floor(halves / 2)}${halves % 2 === 1 ? " half" : ""}"
    aria-hidden="true"
  ></span>`;
};

/** A picture of a product in the widths that there are; `sizes` as the HTML attribute says it. */
export const picture = (
  url: string | null,
  {
    alt,
    sizes,
    isFirst = false,
  }: { readonly alt: string; readonly sizes: string; readonly isFirst?: boolean },
): Html =>
  url === null
    ? html`<span class="picture none">${words.noPicture}</span>`
    : html`<img
        class="picture"
        src="${url}?w=640"
        srcset="${imageWidths.map((width) => `${url}?w=${width} ${width}w`).join(", ")}"
        sizes="${sizes}"
        width="640"
        height="640"
        alt="${alt}"
        ${isFirst ? html`fetchpriority="high"` : html`loading="lazy"`}
      />`;

const card = (
  item: ProductItem,
  { isFirst = false, level = 2 }: { readonly isFirst?: boolean; readonly level?: 2 | 3 } = {},
): Html =>
  html`<article class="card">
    <a href="/p/${item.slug}"
      >${picture(item.image, { alt: "", sizes: "(min-width: 60rem) 16rem, 45vw", isFirst })}
      ${level === 2 ? html`<h2>${item.name}</h2>` : html`<h3>${item.name}</h3>`}</a
    >
    <p class="fine">${item.brand}</p>
    <p>${lowestPrice(item)} ${!item.inStock && html`<span class="pill plain">${words.soldOut}</span>`}</p>
    <p>${rating(item.rating)}</p>
  </article>`;

/** `isLow`: it stands far down the page. */
export const grid = (
  items: readonly ProductItem[],
  { level = 2, isLow = false }: { readonly level?: 2 | 3; readonly isLow?: boolean } = {},
): Html =>
  html`<div class="grid">
    ${items.map((item, index) => card(item, { level, isFirst: !isLow && index < 4 }))}
  </div>`;
