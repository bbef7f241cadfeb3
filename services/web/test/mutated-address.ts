/** Addresses of pages with something wrong in them, as robots, scanners and cut-off links have them. */
import type { Random } from "@shop/testing/random";

const paths = [
  "/",
  "/c/top",
  "/c/hostile-0",
  "/search",
  "/p/hostile-1/reviews",
  "/p/hostile-1/review",
  "/p/hostile-1",
  "/help",
  "/privacy",
  "/robots.txt",
  "/sitemap.xml",
  "/sitemap/pages.xml",
  "/sitemap/products.xml",
  "/assets/shop.css",
];
const names = [
  "q",
  "brand",
  "category",
  "minPrice",
  "maxPrice",
  "inStock",
  "sort",
  "cursor",
  "sku",
  "after",
  "attributes.kind 0",
  "attributes.",
  "attributes.__proto__",
  "attributes.constructor",
  "__proto__",
  "constructor.prototype",
  "foo.bar",
  "utm_source",
  "limit",
  "currency",
  "",
];
const values = [
  "",
  "0",
  "-1",
  "1e999",
  "99999999999999999999",
  "19.99",
  "19,9",
  "true",
  "price",
  "relevance",
  "top",
  "hostile-0",
  "Acme",
  "cover",
  "\0",
  "\u202E",
  "\uFFFD",
  "é\u0301",
  "\u0301".repeat(40),
  "💥",
  "../../etc/passwd",
  "$where",
  '{"$gt":""}',
  "a b c d e f g h",
  "x".repeat(300),
  "x ".repeat(600),
  "eyJhbGciOiJub25lIn0",
  "[object Object]",
  "%",
  "\r\nSet-Cookie: a=b",
];
/** Not what `encodeURIComponent` would write. */
const raw = [
  "%",
  "%zz",
  "%00",
  "%E0%A4%A",
  "%ff",
  "+",
  "&&",
  "=",
  "==",
  "[]",
  "a[b]=c",
  ";",
  "%2f",
  "//",
  "..",
  "~",
];

const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

export function mutatedAddress(random: Random): string {
  let path = random.pick(paths);
  if (random.chance(0.25)) {
    const steps = path.split("/");
    const at = random.whole(1, steps.length - 1);
    steps[at] = random.chance(0.5) ? encoded(random.pick(values)) : random.pick(raw);
    path = steps.join("/");
  }
  const parts = Array.from({ length: random.whole(0, 5) }, () =>
    random.chance(0.15)
      ? random.pick(raw)
      : `${encoded(random.pick(names))}=${random.chance(0.1) ? random.pick(raw) : encoded(random.pick(values))}`,
  );
  const query = parts.join("&");
  const cut = random.chance(0.1) ? query.slice(0, random.whole(0, query.length)) : query;
  return cut === "" ? path : `${path}?${cut}`;
}
