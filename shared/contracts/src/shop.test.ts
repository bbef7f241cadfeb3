/** What holds for the contracts of all services together. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { catalogEvents } from "./catalog/events.ts";
import { NewProduct } from "./catalog/products.ts";
import { isAddressWord } from "./catalog/slugs.ts";
import { gatewayApi } from "./gateway/own.ts";
import { kindOf } from "./language/cache.ts";
import { isForStaff } from "./language/act.ts";
import type { Endpoint } from "./language/endpoint.ts";
import { requireSound } from "./language/soundness.ts";
import { orderEvents } from "./order/events.ts";
import { eventDefinitions, serviceNames, shop } from "./shop.ts";
import { auditApi } from "./user/audit.ts";

const folder = new URL("./", import.meta.url);
const endpoints = Object.values({ ...shop, gateway: { api: gatewayApi, internalApi: {} } }).flatMap(
  ({ api, internalApi }) => Object.entries<Endpoint>({ ...api, ...internalApi }),
);

test("every endpoint is sound, and services only are asked under /internal", () => {
  for (const [name, endpoint] of endpoints) {
    expect(() => requireSound(name, endpoint)).not.toThrow();
    expect([name, endpoint.path.startsWith("/internal/")]).toEqual([name, endpoint.access === "service"]);
  }
});

test("a word that stands where others have an id is no id that somebody chooses", () => {
  const paths = [...new Set(endpoints.map(([, { path }]) => path.split("/")))];
  const words = paths.flatMap((path) =>
    path.flatMap((name, place) => {
      const before = path.slice(0, place).join("/");
      const isBesideId = paths.some(
        (other) => other[place]?.startsWith(":") && other.slice(0, place).join("/") === before,
      );
      return isBesideId && !name.startsWith(":") ? [`${before}/${name}`] : [];
    }),
  );
  const products = words
    .filter((word) => word.startsWith("/products/"))
    .map((word) => word.split("/")[2] ?? "");
  expect(new Set(products)).toEqual(new Set(["export", "import", "imports"]));
  expect(
    products.filter((word) => !isAddressWord(word) || NewProduct.shape.id.safeParse(word).success),
  ).toEqual([]);
  // Ids of these are made by the shop.
  const others = words.filter((word) => !/^\/products\/|\/dead-letters\/redrive$/.test(word));
  expect(new Set(others)).toEqual(
    new Set(["/orders/lookup", "/internal/people/accounts", "/internal/people/held"]),
  );
});

describe("what staff does", () => {
  const acts = endpoints.flatMap(([name, { act, params, method }]) =>
    typeof act === "object" ? [{ name, ...act, names: Object.keys(params?.shape ?? {}), method }] : [],
  );

  test("whatever staff can change states its act; nothing but what the gateway keeps is changed unrecorded", () => {
    const changes = endpoints.filter(([, { method, access }]) => method !== "get" && isForStaff(access));
    expect(changes.length).toBeGreaterThan(30);
    const unrecorded = changes.filter(([, { act }]) => typeof act !== "object").map(([name]) => name);
    expect(unrecorded).toEqual(["purgeGateway"]);
    expect(acts.map(({ name }) => name)).toEqual(expect.arrayContaining(["cancelOrder", "removeReview"]));
  });

  test("an action is one endpoint's, but for what every service has", () => {
    const actions = acts.filter(({ on }) => !on.kind.startsWith("deadLetter")).map(({ action }) => action);
    expect(new Set(actions).size).toBe(actions.length);
    for (const { action } of acts) expect(auditApi.listAudit.query.shape.action.parse(action)).toBe(action);
  });

  test("what it is done to is named by the path, or made by it", () => {
    const nameless = acts.filter(({ on: { id }, names }) => id !== undefined && !names.includes(id));
    expect(nameless.filter(({ method }) => method !== "post")).toEqual([]);
    for (const { on, names } of nameless)
      expect([names, Object.keys(on.shows.shape)]).toEqual([[], expect.arrayContaining([on.id])]);
  });

  test("what is kept of it for good tells no secret, and not who a customer is", () => {
    const shown = acts.flatMap(({ on }) => wordsOf(z.toJSONSchema(on.shows, { unrepresentable: "any" })));
    const told =
      /^(email|contact|shippingAddress|phone|line1|postalCode|customerId|password|secret|key|token|text|title|trackingNumber)$/;
    expect(shown).toContain("shippedAt");
    expect([...new Set(shown)].filter((word) => told.test(word))).toEqual([]);
  });
});

/** Names of all properties, at any depth. */
const wordsOf = (schema: unknown): string[] => {
  if (typeof schema !== "object" || schema === null) return [];
  const own = "properties" in schema ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(wordsOf)];
};

test.each(serviceNames)("every file of %s that has endpoints is joined in its api.ts", (service) => {
  const own = readdirSync(new URL(`${service}/`, folder)).filter(
    (file) => !/^(api|examples|.*\.test)\.ts$/.test(file),
  );
  const joined = readFileSync(new URL(`${service}/api.ts`, folder), "utf8");
  for (const file of own) {
    const text = readFileSync(new URL(`${service}/${file}`, folder), "utf8");
    for (const [, name = ""] of text.matchAll(/export const (\w+Api) =/g)) expect(joined).toContain(name);
    const defined = text.match(/(?<!import \{ )defineEndpoint\(/g)?.length ?? 0;
    expect(defined > 0).toBe(/export const \w+Api =/.test(text));
  }
});

test("what is announced is announced under its service's name, once", () => {
  const names = eventDefinitions.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const [service, { events }] of Object.entries(shop))
    for (const { name } of Object.values(events)) expect(name.split(".")[0]).toBe(service);
});

describe("what the gateway keeps", () => {
  const cached = endpoints.flatMap(([name, { cache }]) => (cache ? [{ name, ...cache }] : []));
  const cachedBy = (tags: readonly string[]) =>
    cached.filter((each) => tags.some((tag) => each.tags.includes(kindOf(tag)))).map(({ name }) => name);

  const productId = "66432";
  const categoryIds = ["12"];
  const changed = { productId, categoryIds, status: "active" } as const;
  const level = { sku: "A", productId, available: 0, inStock: false };

  /** An event and every cached endpoint that shows something else after it. */
  test.each([
    [
      "product_changed",
      catalogEvents.productChanged.purges?.(changed),
      ["listProducts", "getProduct", "listReviews", "listRelated"],
    ],
    [
      "product_removed",
      catalogEvents.productRemoved.purges?.({ productId, categoryIds }),
      ["listProducts", "getProduct", "listReviews"],
    ],
    [
      "stock_level_changed",
      catalogEvents.stockLevelChanged.purges?.(level),
      ["listProducts", "getProduct", "listRelated"],
    ],
    [
      "category_changed",
      catalogEvents.categoryChanged.purges?.({ categoryId: "66432" }),
      ["listProducts", "getProduct", "listCategories", "getCategory"],
    ],
  ])("%s purges all that shows it", (_, tags, shownBy) => {
    expect(tags?.[0]).toMatch(/^(product|category):66432$/);
    expect(cachedBy(tags ?? [])).toEqual(expect.arrayContaining(shownBy));
  });

  test("a change of a shipping method purges every list of them", () => {
    const tags = orderEvents.shippingMethodChanged.purges?.({ methodId: "standard" }) ?? [];
    expect(cachedBy(tags)).toEqual(["listShippingOffers"]);
  });

  test("only what is fresh for five seconds at most may wait for its age instead of an event", () => {
    const everPurged = new Set(["product", "products", "categories", "shipping-methods"]);
    const byAge = cached.filter(({ tags }) => tags.length > 0 && !tags.some((kind) => everPurged.has(kind)));
    expect(byAge.filter(({ maxAgeS }) => maxAgeS > 5)).toEqual([]);
  });

  test("an event that purges is one of the table above", () => {
    const purging = eventDefinitions.filter(({ purges }) => purges !== undefined);
    expect(purging.map(({ name }) => name).toSorted()).toEqual([
      "catalog.category_changed",
      "catalog.product_changed",
      "catalog.product_removed",
      "catalog.stock_level_changed",
      "order.shipping_method_changed",
    ]);
  });
});
