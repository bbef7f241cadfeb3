import { readdirSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { readCategories, readPictures, readProductLines, readReviews, toProduct } from "./demo-data.ts";

const images = new URL("../pictures/", import.meta.url);
const files = readdirSync(images);
const categories = await readCategories();
const products = (await readProductLines()).map(toProduct);
const variants = products.flatMap((product) => product.variants);
const reviews = await readReviews();
const pictures = await readPictures();
const people = JSON.parse(
  readFileSync(new URL("../../../services/user/demo-people.json", import.meta.url), "utf8"),
) as { email: string; password: string }[];

const areUnique = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

test("about 200 products of about 20 brands, each with its id, slug and SKUs to itself", () => {
  expect(products.length).toBeGreaterThanOrEqual(195);
  expect(new Set(products.map(({ brand }) => brand)).size).toBeGreaterThanOrEqual(20);
  expect(areUnique(products.map(({ id }) => id))).toBe(true);
  expect(areUnique(products.map(({ slug }) => slug))).toBe(true);
  expect(areUnique(products.map(({ name }) => name))).toBe(true);
  expect(areUnique(variants.map(({ sku }) => sku))).toBe(true);
  expect(products.every(({ id, status }) => /^\d{5}$/.test(id ?? "") && status === "active")).toBe(true);
});

test("the category tree is three levels deep, parents first, and no leaf is empty", () => {
  const depths = new Map<string | null, number>([[null, 0]]);
  for (const { slug, parent } of categories) depths.set(slug, (depths.get(parent) ?? Number.NaN) + 1);
  expect(Math.max(...depths.values())).toBe(3);
  expect(depths.size).toBe(categories.length + 1);
  const parents = new Set(categories.map(({ parent }) => parent));
  const leaves = categories.map(({ slug }) => slug).filter((slug) => !parents.has(slug));
  expect(leaves.toSorted()).toEqual(
    [...new Set(products.flatMap((product) => product.categories))].toSorted(),
  );
});

test("every variant chooses one of the offered values for each option, no two alike", () => {
  const wrong = products.flatMap(({ options, variants: own }) =>
    own.filter(
      (variant) =>
        !isDeepStrictEqual(
          Object.keys(variant.options),
          options.map(({ name }) => name),
        ) || options.some(({ name, values }) => !values.includes(variant.options[name] ?? "")),
    ),
  );
  expect(wrong).toEqual([]);
  const choices = (product: (typeof products)[number]) =>
    product.variants.map((variant) => JSON.stringify(variant.options));
  expect(products.filter((product) => !areUnique(choices(product)) || product.variants.length > 6)).toEqual(
    [],
  );
  expect(variants.filter(({ price, stock }) => price.amount === 0 || stock === undefined)).toEqual([]);
});

test("every product says what it is and shows a picture that exists; every picture is used", () => {
  expect(products.filter(({ description }) => description.length < 20)).toEqual([]);
  expect(products.filter(({ images: own }) => own.length > 0)).toEqual([]);
  expect([...new Set(pictures.map(({ productId }) => productId))].toSorted()).toEqual(
    products.map(({ id }) => id ?? "").toSorted(),
  );
  expect([...new Set(pictures.map(({ file }) => file))].toSorted()).toEqual(files.toSorted());
});

test.each(files)(
  "the picture %s is a small, plain SVG: no script, no link, nothing from elsewhere",
  (file) => {
    expect(file).toMatch(/^[a-z0-9-]+\.svg$/);
    const svg = readFileSync(new URL(file, images), "utf8");
    expect(svg.length).toBeLessThanOrEqual(2048);
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*viewBox="0 0 400 400">.*<\/svg>\n$/,
    );
    expect(svg).not.toMatch(/script|href|url\(|NaN|undefined|\son\w+=/);
  },
);

test("66432 is the phone cover, in several colours, and the black one costs 19.99 and is there", () => {
  const cover = products.find(({ id }) => id === "66432");
  expect(cover).toMatchObject({
    slug: "phone-cover",
    categories: ["phone-cases"],
    attributes: { color: "black" },
  });
  expect(cover?.variants.length).toBeGreaterThanOrEqual(3);
  const black = cover?.variants.find(({ sku }) => sku === "66432-BLK");
  expect(black).toMatchObject({ options: { color: "black" }, price: { amount: 1999, currency: "EUR" } });
  expect(black?.stock).toBeGreaterThanOrEqual(50);
});

test("some twenty products are reviewed, each once per reviewer, the phone cover at least three times", () => {
  const ids = new Set(products.map(({ id }) => id));
  expect(reviews.every(({ productId }) => ids.has(productId))).toBe(true);
  expect(areUnique(reviews.map(({ productId, reviewer }) => `${productId} ${reviewer}`))).toBe(true);
  expect(new Set(reviews.map(({ productId }) => productId)).size).toBeGreaterThanOrEqual(20);
  expect(reviews.filter(({ productId }) => productId === "66432").length).toBeGreaterThanOrEqual(3);
});

test("who looks for phones is shown phones, whatever the order", () => {
  const phones = products.filter((product) => product.categories.includes("phones"));
  expect(phones.length).toBeGreaterThanOrEqual(4);
  const firstOf = (id?: string) => pictures.find(({ productId }) => productId === id)?.file;
  expect(phones.filter(({ id }) => !firstOf(id)?.startsWith("phone-"))).toEqual([]);
});

test("whoever reviews has an account in the user service from the start, with the password that the loader knows", () => {
  const loader = readFileSync(new URL("../load.ts", import.meta.url), "utf8");
  const known = people.filter(({ password }) => loader.includes(`"${password}"`)).map(({ email }) => email);
  const reviewers = new Set(reviews.map(({ reviewer }) => reviewer));
  expect(known.toSorted()).toEqual([...reviewers].toSorted());
});
