import { defineEndpoint } from "@shop/contracts/language/endpoint";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createDestinations } from "./destinations.ts";
import { createRouteTable } from "../routing/route-table.ts";

const list = { method: "get", summary: "", access: "all", status: 200, reply: z.unknown() } as const;
const kept = { ...list, cache: { maxAgeS: 1, tags: [] } } as const;
const brand = z.array(z.string()).optional();
const query = z
  .object({ brand, sort: z.string().optional(), limit: z.string().optional() })
  .catchall(z.string());
const destinations = createDestinations(
  createRouteTable({
    shop: {
      products: defineEndpoint({ ...kept, path: "/products", query }),
      create: defineEndpoint({ ...list, method: "post", path: "/products" }),
      page: defineEndpoint({
        ...kept,
        path: "/page",
        query: z.object({ sort: z.string() }).catchall(z.string()),
        ignoresUnknownQuery: true,
      }),
      live: defineEndpoint({ ...list, path: "/live" }),
    },
  }),
);

const ask = (given: string, path = "/products", method = "GET") =>
  destinations.find(method, path + given).question?.target;

describe("two requests ask the same", () => {
  test.each([
    ["however their parameters are sorted", "?sort=price&brand=a", "?brand=a&sort=price"],
    ["however they are spelled", "?brand=%41%20b", "?brand=A+b"],
    ["with or without a mark that says nothing", "?", ""],
    ["with or without an empty pair", "?sort=price&&", "?sort=price"],
  ])("%s", (_, one, other) => {
    expect(ask(one)).toBeDefined();
    expect(ask(one)).toBe(ask(other));
  });

  test("when what differs is left out anyway", () => {
    expect(ask("?other=1&sort=price", "/page")).toBe("/page?sort=price");
    expect(ask("?.a=1&1.2=3&x.=4&sort=price", "/page")).toBe("/page?sort=price");
    expect(ask("?a.b=1&sort=price", "/page")).toBe("/page?a.b=1&sort=price");
    expect(ask("?utm_source=mail&sort=price")).toBe("/products?sort=price");
  });
});

describe("two requests ask different things", () => {
  test.each([
    ["by a value", "?sort=price", "?sort=name"],
    ["by the order of what stands twice", "?brand=a&brand=b", "?brand=b&brand=a"],
    ["by where a value ends", "?brand=a%26sort=b", "?brand=a&sort=b"],
    ["by a name's family", "?attributes.color=red", "?attributes.size=red"],
    ["by an empty value", "?sort=", ""],
  ])("%s", (_, one, other) => {
    expect(ask(one)).not.toBe(ask(other));
  });

  test("exactly when their sorted pairs differ", () => {
    const pair = fc.tuple(fc.constantFrom("brand", "sort", "limit", "a.b"), fc.string({ unit: "binary" }));
    const pairs = fc.array(pair, { maxLength: 5 });
    const write = (of: readonly (readonly [string, string])[]) =>
      of.map((each) => each.map(encodeURIComponent).join("=")).join("&");
    const sorted = (of: [string, string][]) =>
      JSON.stringify(of.toSorted(([a], [b]) => Number(a > b) - Number(a < b)));
    fc.assert(
      fc.property(pairs, pairs, (one, other) => {
        const isSame = sorted(one) === sorted(other);
        expect(ask(`?${write(one)}`) === ask(`?${write(other)}`)).toBe(isSame);
      }),
    );
  });
});

describe("is asked for each time", () => {
  test.each([
    ["a name that the contract does not know", "?page=2"],
    ["what cannot be decoded", "?brand=%E0%A4%A"],
    ["what is very long", `?brand=${"x".repeat(2_000)}`],
  ])("%s", (_, given) => {
    expect(ask(given)).toBeUndefined();
  });

  test("what the contract does not let be kept", () => {
    expect(ask("", "/live")).toBeUndefined();
  });

  test("a change", () => {
    expect(ask("", "/products", "POST")).toBeUndefined();
  });
});

test("what is remembered is what was found", () => {
  for (let round = 0; round < 2; round += 1) {
    expect(destinations.find("HEAD", "/products?utm_source=a&sort=price")).toMatchObject({
      path: "/products",
      url: "/products?sort=price",
      found: { route: { name: "get /products" } },
    });
    expect(destinations.find("POST", "/products?sort=price")).toMatchObject({
      found: { route: { name: "post /products" } },
      question: undefined,
    });
    expect(destinations.find("GET", "/nowhere").found).toBeUndefined();
    expect(destinations.find("DELETE", "/products").found).toEqual({ allow: "GET, HEAD, OPTIONS, POST" });
    expect(() => destinations.find("GET", "//products")).toThrow("request target");
  }
});
