import type { ProductItem } from "@shop/contracts/catalog/product-lists";
import { html, type Html } from "../parts/html.ts";
import { grid, picture, price, rating } from "../parts/product.ts";

export const shopParts = (): Html =>
  html`<div class="row">
      <p>${price({ amount: 1999, currency: "EUR" })}</p>
      <p>${price({ amount: 1999, currency: "JPY" })}</p>
      <p>${price(null)}</p>
    </div>
    <div class="row">
      ${[0, 1.4, 2.5, 3.2, 3.9, 4.6, 5].map((average) => html`<p>${rating({ average, count: 38 })}</p>`)}
      <p>${rating({ average: null, count: 0 })}</p>
    </div>
    <div class="grid">${picture(null, { alt: "", sizes: "10rem" })}</div>
    ${grid(items, { level: 3 })}`;

const cover: ProductItem = {
  id: "66432",
  slug: "phone-cover",
  name: "Soft-Touch Phone Cover",
  brand: "Nordlicht",
  price: { amount: 1999, currency: "EUR" },
  image: "/images/7272ac84c1134392c3a15b8031c6b041.webp",
  rating: { average: 4.6, count: 38 },
  inStock: true,
};
const items: readonly ProductItem[] = [
  cover,
  { ...cover, name: "Sold out", inStock: false, rating: { average: null, count: 0 } },
  { ...cover, name: "In two sizes", highestPrice: { amount: 2999, currency: "EUR" } },
  { ...cover, name: "Without a picture, a brand or a review", image: null, brand: null },
  { ...cover, name: "Donaudampfschifffahrtsgesellschaftskapitänsmützenhalterung", brand: "x".repeat(100) },
];
