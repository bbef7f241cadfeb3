import type { ProductItem } from "@shop/contracts/catalog/product-lists";
import { expect, test } from "vitest";
import { grid } from "./product.ts";

const cover: ProductItem = {
  id: "1",
  slug: "cover",
  name: "Cover",
  brand: null,
  price: { amount: 1000, currency: "EUR" },
  image: null,
  rating: { average: null, count: 0 },
  inStock: true,
};
const pricesIn = (item: ProductItem) =>
  [
    ...grid([item])
      .toString()
      .matchAll(/class="price"\s*>([^<]*)</g),
  ].map(([, text]) => text);

test("a card says from which price on a product is sold, and the price alone where there is one", () => {
  expect(pricesIn(cover)).toEqual(["€10.00"]);
  expect(pricesIn({ ...cover, highestPrice: { amount: 5000, currency: "EUR" } })).toEqual(["from €10.00"]);
  const [price, highestPrice] = [
    { amount: 3300, currency: "JPY" },
    { amount: 3500, currency: "JPY" },
  ];
  expect(pricesIn({ ...cover, price, highestPrice })).toEqual(["from JP¥3,300"]);
});
