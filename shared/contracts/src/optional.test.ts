/** What may be left out may be null or empty too, as forms and exports send it. */
import { expect, test } from "vitest";
import { CategoryPatch, NewCategory } from "./catalog/categories.ts";
import { ImportRow } from "./catalog/imports.ts";
import { ProductInput, ProductPatch } from "./catalog/products.ts";
import { ReviewInput } from "./catalog/reviews.ts";

const price = { amount: 1, currency: "EUR" };
const bare = { name: "x", variants: [{ sku: "A", price }] };
const unknown = ["id", "slug", "description", "brand", "status", "taxCategory"];
const lists = ["categories", "attributes", "options", "images"];
const ofVariant = ["name", "options", "prices", "weightGrams", "stock"];
const each = (names: readonly string[], value: unknown) =>
  Object.fromEntries(names.map((name) => [name, value]));

test.each([null, "", " "])("a product with %j in every optional field is the one without them", (empty) => {
  const variants = [{ sku: "A", price, ...each(ofVariant, empty) }];
  const filled = { name: "x", variants, ...each([...unknown, ...lists], empty) };
  expect(ImportRow.parse(filled)).toEqual(ImportRow.parse(bare));
});

test.each([null, ""])("a picture, a review and a category take %j for what is left out", (empty) => {
  const url = "/images/a.webp";
  expect(ProductInput.parse({ ...bare, images: [{ url, alt: empty }] }).images).toEqual([{ url, alt: "" }]);
  expect(ReviewInput.parse({ rating: 5, title: empty, text: empty })).toEqual({
    rating: 5,
    title: "",
    text: "",
  });
  const category = each(["id", "slug", "parentId", "position"], empty);
  expect(NewCategory.parse({ name: "x", ...category })).toEqual(NewCategory.parse({ name: "x" }));
});

test("null means something else in a patch: there it takes away, where that may be", () => {
  expect(ProductPatch.parse({ brand: null, attributes: null })).toEqual({ brand: null, attributes: null });
  expect(CategoryPatch.parse({ parentId: null })).toEqual({ parentId: null });
  expect(ProductPatch.safeParse({ slug: null }).success).toBe(false);
});

test("what must be there is not left out by being empty", () => {
  for (const empty of [null, ""]) {
    expect(ProductInput.safeParse({ ...bare, name: empty }).success).toBe(false);
    expect(ProductPatch.safeParse({ status: empty }).success).toBe(false);
    expect(NewCategory.safeParse({ name: empty }).success).toBe(false);
  }
});
