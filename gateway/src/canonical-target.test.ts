import { AppError } from "@shop/kit/errors";
import { describe, expect, test } from "vitest";
import { toCanonicalTarget } from "./canonical-target.ts";

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
    "http://evil.example/products",
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
