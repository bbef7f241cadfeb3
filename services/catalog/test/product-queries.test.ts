import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, everyItem, runCatalog, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const wrongNumbers = [
  "",
  "0x10",
  "1e3",
  "%205%20",
  "+5",
  "%2B5",
  "5.0",
  "-1",
  "01",
  "%D9%A1",
  "99999999999999999",
];
const wrong: [string, string][] = [
  ...["minPrice", "maxPrice", "limit"].flatMap((name): [string, string][] => [
    ...wrongNumbers.map((value): [string, string] => [`${name}=${value}`, name]),
    [`${name}=5&${name}=5`, name],
  ]),
  ["brand=", "brand.0"],
  ["brand=a%00b", "brand.0"],
  ["brand=%E2%80%8B", "brand.0"],
  ["colour=red", "colour"],
  ["sort=cheap", "sort"],
  ["limit=0", "limit"],
  ["limit=101", "limit"],
  ["inStock=false", "inStock"],
  ["sort=price&sort=newest", "sort"],
  ["attributes.Size=M&attributes.Size=L", "attributes.Size"],
  ["attributes.__proto__=1", "attributes.__proto__"],
  ["other.Size=M", "other.Size"],
  ["attributes.=M", "attributes."],
  ["sort=relevance", "sort"],
  ["sort=relevance&category=x", "sort"],
  ["sort=__proto__", "sort"],
  ["count=1", "count"],
  ["count=false", "count"],
  ["facets=yes", "facets"],
  ["facets=true&facets=true", "facets"],
  ["q=a&q=b", "q"],
  [`q=${"x".repeat(501)}`, "q"],
  ["q=%E2%80%8B", "q"],
  [`category=${"x".repeat(500)}`, "category"],
  ["category=a%2Fb", "category"],
  [`brand=${"x".repeat(101)}`, "brand.0"],
  [`attributes.Size=${"x".repeat(2001)}`, "attributes.Size"],
  [`attributes.${"x".repeat(101)}=M`, `attributes.${"x".repeat(101)}`],
  [`limit=${"9".repeat(400)}`, "limit"],
  [Array.from({ length: 21 }, (_, index) => `brand=b${index}`).join("&"), "brand"],
  ["cursor=%24%7B%7D", "cursor"],
  ["cursor=AAAA&cursor=AAAA", "cursor"],
  [`cursor=${"A".repeat(2001)}`, "cursor"],
  ...[
    "q",
    "category",
    "inStock",
    "sort",
    "currency",
    "count",
    "facets",
    "minPrice",
    "limit",
    "attributes.Size",
  ].flatMap((name): [string, string][] => [
    [`${name}=a%00b`, name],
    [`${name}=a%0Ab`, name],
    [`${name}=`, name],
    [`${name}=1&${name}=1`, name],
  ]),
  ...["q", "category", "brand", "minPrice", "sort", "currency", "count"].flatMap(
    (name): [string, string][] => [
      [`${name}[$gt]=1`, `${name}[$gt]`],
      [`${name}[]=1`, `${name}[]`],
      [`${name}%5B%24ne%5D=`, `${name}[$ne]`],
    ],
  ),
];
test.each(wrong)("?%s is refused, and the answer names %s", async (search, name) => {
  const answer = await fetch(`${catalog.url}/products?${search}`);
  const problem = (await answer.json()) as { errors: { path: string }[] };
  expect(answer.status).toBe(400);
  expect([...new Set(problem.errors.map(({ path }) => path))]).toEqual([`query.${name}`]);
});

test.each(["q", "category", "brand", "sort", "currency", "attributes.Size", "cursor"])(
  "bytes of ?%s that are not UTF-8 are refused, half a surrogate pair as well",
  async (name) => {
    for (const bytes of ["%ED%A0%80", "%ED%B0%80", "%FF", "a%C3"]) {
      const answer = await fetch(`${catalog.url}/products?${name}=${bytes}`);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ errors: [{ path: `query.${name}` }] });
    }
    expect((await fetch(`${catalog.url}/products?${name}=%u0000`)).status).not.toBe(500);
  },
);

test("an empty cursor is refused, and so are more attributes than ten", async () => {
  expect((await fetch(`${catalog.url}/products?cursor=`)).status).toBe(400);
  const many = Array.from({ length: 11 }, (_, index) => `attributes.a${index}=x`);
  expect((await fetch(`${catalog.url}/products?${many.slice(1).join("&")}`)).status).toBe(200);
  expect((await fetch(`${catalog.url}/products?${many.join("&")}`)).status).toBe(400);
});

test("an attribute is found by its name and value however they are composed", async () => {
  await catalog.staff.createProduct({ body: aProduct({ attributes: { $where: "\u00e9" } }) });
  const asked = { "attributes.$where": "e\u0301", limit: 1 };
  const found = async () => (await catalog.public.listProducts({ query: asked })).body.items;
  await until(async () => (await found()).length > 0);
  expect(await found()).toHaveLength(1);
});

test("a brand with commas, ampersands and percent signs is one brand, page after page, in either form", async () => {
  const brand = "Fisher, Sons & Co. + Söhne; 100%";
  for (const name of ["one", "two"])
    await catalog.staff.createProduct({ body: aProduct({ name, brand, status: "draft" }) });
  for (const asked of [brand, brand.normalize("NFD")]) {
    const items = await everyItem((cursor) =>
      catalog.staff.listProducts({ query: { brand: [asked], limit: 1, ...cursor } }),
    );
    expect(items.map(({ name }) => name)).toEqual(["two", "one"]);
  }
  expect((await catalog.staff.listProducts({ query: { brand: ["Fisher"] } })).body.items).toEqual([]);
});
