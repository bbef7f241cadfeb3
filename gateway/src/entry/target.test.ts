import { AppError } from "@shop/kit/errors";
import { describe, expect, test } from "vitest";
import { toCanonicalTarget, withoutTracking } from "./target.ts";

const refused = (target: string) => {
  try {
    return toCanonicalTarget(target);
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
};

test.each([
  ["/", "/", ""],
  ["/products?limit=2&q=a%20b", "/products", "?limit=2&q=a%20b"],
  ["/%70roducts/%36%36432", "/products/66432", ""],
  ["/products/a%3ab", "/products/a%3Ab", ""],
  ["/products/%c3%a9", "/products/%C3%A9", ""],
  ["/images/a%2Ewebp", "/images/a.webp", ""],
  ["/products?next=//x/../y", "/products", "?next=//x/../y"],
  ["/products?", "/products", "?"],
])("%s is one path and one query", (target, path, query) => {
  expect(toCanonicalTarget(target)).toEqual({ path, query });
});

describe("is refused, because it can be read in two ways:", () => {
  test.each([
    "",
    "*",
    "products",
    "ftp://shop.example/products",
    "http:/products",
    "http://shop.example//products",
    "http://shop.example/../products",
    "*",
    "//evil.example/products",
    "/products//1",
    "/products/..",
    "/products/../admin",
    "/products/./1",
    "/%2e%2e/admin",
    "/products/.%2E/admin",
    "/products%2f1",
    "/products%2F1",
    "/products%5c1",
    "/products\\1",
    "/products%001",
    "/products%0d%0a",
    "/products%7f",
    "/products/%",
    "/products/%zz",
    "/products/%ff",
    "/products/é",
    "/products 1",
    "/products#top",
    "/products?a=1#top",
    "/products?a=é",
  ])("%s", (target) => expect(refused(target)).toBe("request.bad_target"));
});

test.each([
  ["http://shop.example/products?a=1", { path: "/products", query: "?a=1" }],
  ["HTTPS://shop.example:8080", { path: "/", query: "" }],
  ["http://shop.example?limit=1", { path: "/", query: "?limit=1" }],
])("%s is the same place in absolute-form", (target, expected) =>
  expect(toCanonicalTarget(target)).toEqual(expected),
);

test.each([
  ["?utm_source=x&fbclid=y", ""],
  ["?utm_campaign=&limit=3&gclid=1&ref=mail&mc_eid=2&msclkid", "?limit=3"],
  ["?reference=1&utmost=2&mc=3", "?reference=1&utmost=2&mc=3"],
  ["?a=1&&b=2", "?a=1&&b=2"],
  ["", ""],
])("of %j a shop needs %j", (query, expected) => expect(withoutTracking(query)).toBe(expected));
