/** What others wrote is shown as text: whatever it is, a page has the elements that its view wrote, and no others. */
import type { Product } from "@shop/contracts/catalog/products";
import { euros } from "@shop/contracts/language/values";
import { attributeOf, elementsOf, parseHtml, textOf, type Element } from "@shop/testing/html";
import { expect, test } from "vitest";
import type { Frame } from "../../parts/frame.ts";
import { createClock } from "../../parts/time.ts";
import { goneView } from "./gone-view.ts";
import { productView } from "./view.ts";

const frame: Frame = {
  assetUrl: (name) => `/assets/${name}`,
  build: "1",
  shopUrl: "http://shop.test",
  currencies: ["EUR"],
  clock: createClock("UTC"),
};

const productOf = (text: string): Product => ({
  id: "1",
  slug: "cover",
  name: text,
  brand: text,
  description: text,
  categories: [{ id: "c", slug: "covers", name: text }],
  attributes: { [text]: text },
  options: [
    { name: text, values: [text, "b"] },
    { name: "size", values: [text, "M"] },
  ],
  variants: [
    [text, text],
    [text, "M"],
    ["b", "M"],
  ].map(([first = "", second = ""], index) => ({
    sku: `sku-${index}`,
    name: text,
    options: { [text]: first, size: second },
    price: euros(1999 + index),
    inStock: index !== 1,
  })),
  price: euros(1999),
  images: [
    { url: "/images/a.webp", alt: text },
    { url: "/images/b.webp", alt: text },
  ],
  rating: { average: 4.6, count: 9 },
  reviews: [
    {
      id: "r",
      productId: "1",
      rating: 4,
      title: text,
      text,
      verified: true,
      createdAt: "2026-11-25T10:15:30.123Z",
    },
  ],
  status: "active",
  taxCategory: "standard",
  version: 1,
  createdAt: "2026-11-25T10:15:30.123Z",
  updatedAt: "2026-11-25T10:15:30.123Z",
});

const itemOf = (text: string) => ({
  id: "2",
  slug: "other",
  name: text,
  brand: text,
  price: euros(1),
  image: "/images/c.webp",
  rating: { average: null, count: 0 },
  inStock: false,
});

const pages: Readonly<Record<string, (text: string) => string>> = {
  product: (text) =>
    String(productView(frame, { product: productOf(text), sku: undefined, related: [itemOf(text)] })),
  gone: (text) =>
    String(
      goneView(frame, { alike: [itemOf(text)], ways: [{ name: text, href: "/c/covers", products: 1 }] }),
    ),
};

const shapeOf = (element: Element): string =>
  `${element.tagName} ${element.attrs.map(({ name }) => name).join(" ")}`;
const shapesOf = (html: string): string[] => elementsOf(parseHtml(html)).map(shapeOf);

const hostile = {
  element: `"><img src=x onerror="alert(1)">`,
  "single quotes": `'><svg onload='alert(1)'>`,
  "the end of a script": `</script><script>alert(1)</script>`,
  "the end of a title and a textarea": `</title></textarea><b>`,
  comment: `<!--<script>--><![CDATA[`,
  address: "javascript:alert(1)",
  template: "${alert(1)}{{constructor}}",
  NUL: "a\u0000b",
  "right-to-left marks": "a\u202Eb\u2066c",
  "half a character": "a\uD800b",
  entities: "&lt;img&gt; &amp;quot; &#34;",
  "50,000 characters": `${"W".repeat(25_000)} ${"x ".repeat(12_500)}`,
  prototype: "__proto__",
};

for (const [page, write] of Object.entries(pages)) {
  const tame = shapesOf(write("text"));
  test.each(Object.entries(hostile))(`${page} page: %s is text`, (_, text) => {
    expect(shapesOf(write(text))).toEqual(tame);
  });
}

test("what was written is what is read", () => {
  const text = hostile.element;
  const [heading] = elementsOf(parseHtml(pages["product"]!(text))).filter(({ tagName }) => tagName === "h1");
  expect(textOf(heading!)).toBe(text);
});

test("programs read the same, out of a script that no text can end", () => {
  for (const text of [hostile["the end of a script"], hostile.comment]) {
    const html = pages["product"]!(text);
    const scripts = elementsOf(parseHtml(html)).filter(
      (each) => attributeOf(each, "type") === "application/ld+json",
    );
    expect(scripts).toHaveLength(2);
    const data = scripts.map(
      ({ childNodes }) => JSON.parse((childNodes[0] as { value: string }).value) as { name?: string },
    );
    expect(data[0]?.name).toBe(text);
  }
});

test("no address of it leads to another place than one of ours", () => {
  for (const text of Object.values(hostile)) {
    const addresses = elementsOf(parseHtml(pages["product"]!(text))).flatMap((each) =>
      ["href", "src", "action"].flatMap((name) => attributeOf(each, name) ?? []),
    );
    expect(addresses.filter((address) => !/^(?:\/(?!\/)|#|http:\/\/shop\.test\/)/.test(address))).toEqual([]);
  }
});
