import type { Product } from "@shop/contracts/catalog/products";
import { euros } from "@shop/contracts/language/values";
import { expect, test } from "vitest";
import { chosenOf, groupsOf, picturesOf } from "./variants.ts";

const variant = (
  sku: string,
  options: Record<string, string>,
  inStock = true,
): Product["variants"][number] => ({
  sku,
  name: Object.values(options).join(" / ") || sku,
  options,
  price: euros(1999),
  inStock,
});

const product = (
  options: Product["options"],
  variants: Product["variants"],
  images: Product["images"] = [],
): Product => ({
  id: "1",
  slug: "shirt",
  name: "Shirt",
  brand: null,
  description: "",
  categories: [],
  attributes: {},
  options,
  variants,
  price: euros(1999),
  images,
  rating: { average: null, count: 0 },
  reviews: [],
  status: "active",
  taxCategory: "standard",
  version: 1,
  createdAt: "2026-11-25T10:15:30.123Z",
  updatedAt: "2026-11-25T10:15:30.123Z",
});

const colours = { name: "colour", values: ["red", "blue"] };
const sizes = { name: "size", values: ["S", "M"] };
const shirt = product(
  [colours, sizes],
  [
    variant("red-s", { colour: "red", size: "S" }, false),
    variant("red-m", { colour: "red", size: "M" }),
    variant("blue-s", { colour: "blue", size: "S" }),
  ],
);

const shown = (of: Product, sku?: string) =>
  groupsOf(of, chosenOf(of, sku)).map(({ name, choices }) => [
    name,
    choices.map(({ label, variant: { sku: own }, isGone }) => `${label}=${own}${isGone ? " gone" : ""}`),
  ]);

test("the first that can be bought is chosen, unless the address names one", () => {
  expect(chosenOf(shirt, undefined).sku).toBe("red-m");
  expect(chosenOf(shirt, "blue-s").sku).toBe("blue-s");
  expect(chosenOf(shirt, "red-s").sku).toBe("red-s");
  expect(chosenOf(shirt, "of-another").sku).toBe("red-m");
});

test("when nothing can be bought, the first is shown", () => {
  const gone = product([], [variant("a", {}, false), variant("b", {}, false)]);
  expect(chosenOf(gone, undefined).sku).toBe("a");
});

test("a product that is one thing has nothing to choose", () => {
  expect(shown(product([colours], [variant("only", { colour: "red" })]))).toEqual([]);
});

test("of one option each value is a SKU, and a sold-out one is marked", () => {
  const bag = product([colours], [variant("r", { colour: "red" }), variant("b", { colour: "blue" }, false)]);
  expect(shown(bag)).toEqual([["colour", ["red=r", "blue=b gone"]]]);
});

test("another colour keeps the size where there is one, and the last option shows what there is of the rest", () => {
  expect(shown(shirt, "red-m")).toEqual([
    ["colour", ["red=red-m", "blue=blue-s"]],
    ["size", ["S=red-s gone", "M=red-m"]],
  ]);
  expect(shown(shirt, "blue-s")).toEqual([
    // The size stays, although it is sold out in red.
    ["colour", ["red=red-s", "blue=blue-s"]],
    ["size", ["S=blue-s"]],
  ]);
});

test("each choice that is shown as chosen is the one that is chosen", () => {
  for (const { sku } of shirt.variants)
    for (const { choices } of groupsOf(shirt, chosenOf(shirt, sku)))
      expect(choices.filter((choice) => choice.variant.sku === sku)).toHaveLength(1);
});

test("variants that have not all of the options are chosen by their names", () => {
  const odd = product([colours], [variant("r", { colour: "red" }), variant("gift", {})]);
  expect(shown(odd)).toEqual([[null, ["red=r", "gift=gift"]]]);
});

test("an option may be called like something that every object has", () => {
  const odd = product(
    [{ name: "constructor", values: ["a", "b"] }],
    [variant("a", { constructor: "a" }), variant("b", {})],
  );
  expect(shown(odd)).toEqual([[null, ["a=a", "b=b"]]]);
});

test("the picture that says the chosen colour comes first, and no other moves", () => {
  const images = ["front", "Shirt, red", "Shirt, blue", "back"].map((alt) => ({
    url: `/images/${alt}.webp`,
    alt,
  }));
  const pictured = { ...shirt, images };
  const order = (sku: string) => picturesOf(pictured, chosenOf(pictured, sku)).map(({ alt }) => alt);
  expect(order("blue-s")).toEqual(["Shirt, blue", "front", "Shirt, red", "back"]);
  expect(
    picturesOf({ ...shirt, images: [images[0]!, images[3]!] }, shirt.variants[0]!).map(({ alt }) => alt),
  ).toEqual(["front", "back"]);
  expect(picturesOf(shirt, shirt.variants[0]!)).toEqual([]);
});
