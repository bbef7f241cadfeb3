import { defineEndpoint, type Api, type Endpoint } from "@shop/contracts/language/endpoint";
import { definePersonalPage, definePublicPage } from "@shop/contracts/language/web-page";
import { publicApis } from "@shop/contracts/shop";
import { webApi } from "@shop/contracts/web/api";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ownApi } from "../src/own/own-routes.ts";
import { createRouteTable } from "../src/routing/route-table.ts";

const endpoint = (method: Endpoint["method"], path: string, more: Partial<Endpoint> = {}): Endpoint =>
  defineEndpoint({ method, path, summary: path, access: "all", status: 200, reply: z.unknown(), ...more });

const staff = { access: "staff", act: "unrecorded" } as const;
const table = createRouteTable({
  catalog: {
    list: endpoint("get", "/products"),
    create: endpoint("post", "/products", { ...staff, bodyLimit: 7, timeoutMs: 20, cost: 3 }),
    import: endpoint("post", "/products/import", { ...staff, bodyMode: "stream" }),
    get: endpoint("get", "/products/:id"),
    remove: endpoint("delete", "/products/:id"),
    reviews: endpoint("get", "/products/:id/reviews"),
  },
  user: {
    login: endpoint("post", "/auth/login", { token: "ignored" }),
    logout: endpoint("post", "/auth/logout", { access: "guest" }),
  },
});
const nameOf = (method: string, path: string) => table.find(method, path)?.route?.name;

test("a word in the path is nobody's id", () => {
  expect(nameOf("POST", "/products/import")).toBe("post /products/import");
  expect(table.find("GET", "/products/import")).toEqual({ allow: "OPTIONS, POST" });
  expect(nameOf("GET", "/products/import/reviews")).toBe("get /products/:id/reviews");
});

test("HEAD is answered where GET is", () => {
  expect(nameOf("HEAD", "/products/1")).toBe("get /products/:id");
  expect(table.find("HEAD", "/auth/login")).toEqual({ allow: "OPTIONS, POST" });
});

test("another method gets the methods there are", () => {
  expect(table.find("PUT", "/products/1")).toEqual({ allow: "DELETE, GET, HEAD, OPTIONS" });
  expect(table.find("PUT", "/products/import")).toEqual({ allow: "OPTIONS, POST" });
});

test.each([
  "/",
  "/product",
  "/products/",
  "/products//reviews",
  "/products/1/2",
  "/Products",
  "/internal/quotes",
])("%s is nothing", (path) => expect(table.find("GET", path)).toBeUndefined());

test("a route has its contract's conditions, or the defaults", () => {
  expect(table.find("POST", "/products")?.route).toMatchObject({
    owner: "catalog",
    access: "staff",
    class: "writes",
    bodyLimit: 7,
    timeoutMs: 20,
    cost: 3,
  });
  expect(table.find("GET", "/products")?.route).toMatchObject({
    class: "reads",
    bodyLimit: 102_400,
    timeoutMs: 10_000,
    cost: 1,
  });
  expect(table.find("POST", "/products/import")?.route).toMatchObject({
    class: "streams",
    streamsBody: true,
    streamsReply: false,
  });
});

test("a token is not looked at where one signs in, and is where one signs out", () => {
  expect(table.find("POST", "/auth/login")?.route?.ignoresToken).toBe(true);
  expect(table.find("POST", "/auth/logout")?.route?.ignoresToken).toBe(false);
});

const start =
  (api: Api, more: Api = {}) =>
  () =>
    createRouteTable({ one: api, two: more });

test("a streamed answer is one of its own class, and its body is still taken in whole", () => {
  const live = endpoint("get", "/live", { replyMode: "stream", replyType: "text/event-stream" });
  const route = createRouteTable({ one: { live } }).find("GET", "/live")?.route;
  expect(route).toMatchObject({ class: "streams", streamsBody: false, streamsReply: true });
});

test("what becomes a WebSocket is a stream", () => {
  const talk = endpoint("get", "/talk", { upgrade: "websocket" });
  const route = createRouteTable({ one: { talk } }).find("GET", "/talk")?.route;
  expect(route).toMatchObject({ class: "streams", upgrades: true, streamsReply: false });
});

test("whoever signs instead of showing a token is not asked for one", () => {
  const paid = endpoint("post", "/paid", { access: { signedBy: "payments" }, bodyMode: "bytes" });
  expect(createRouteTable({ one: { paid } }).find("POST", "/paid")?.route?.ignoresToken).toBe(true);
});

test("nothing is free but what pages are dressed with, what a payment provider tells, and a look at health", () => {
  const apis = { ...publicApis, web: webApi, gateway: ownApi };
  const free = Object.values<Api>(apis).flatMap((api) => Object.values(api).filter(({ cost }) => cost === 0));
  expect(free.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
    "get /assets/:name",
    "get /favicon.ico",
    "get /health/live",
    "get /health/ready",
    "get /images/:name",
    "get /manifest.webmanifest",
    "post /webhooks/payments/:provider",
  ]);
});

test("what a payment provider tells is let in before all else, as the checkout is that waits for it", () => {
  const shop = createRouteTable(publicApis);
  for (const path of ["/webhooks/payments/sandbox", "/orders", "/auth/refresh"])
    expect(shop.find("POST", path)?.route).toMatchObject({ isCheckout: true });
});

test.each(["/sitemap.xml", "/sitemap/pages.xml"])(
  "%s is never shown when it is more than an hour old",
  (path) => {
    const { maxAgeS = Infinity, staleS = 0 } =
      createRouteTable({ web: webApi }).find("GET", path)?.route?.cache ?? {};
    expect(maxAgeS + staleS).toBeLessThanOrEqual(3_600);
  },
);

describe("it does not start with", () => {
  const bad = { a: { ...endpoint("get", "/a"), access: undefined } } as unknown as Api;
  test("an endpoint without an access rule", () => expect(start(bad)).toThrow("no access rule"));
  test("an endpoint for services", () =>
    expect(start({ a: endpoint("get", "/a", { access: "service" }) })).toThrow("cannot be public"));
  test("an internal path", () =>
    expect(start({ a: endpoint("get", "/internal/a") })).toThrow("cannot be public"));
  test("two answers to one request", () =>
    expect(start({ a: endpoint("get", "/a/:x") }, { b: endpoint("get", "/a/:y") })).toThrow(
      "answered twice",
    ));
});

describe("one address", () => {
  const home = definePublicPage({ path: "/", summary: "" });
  const welcome = endpoint("get", "/");

  test.each([
    ["first", { people: { home }, programs: { welcome } }],
    ["last", { programs: { welcome }, people: { home } }],
  ])("may have two answers, with the one for people %s", (_where, apis) => {
    const found = createRouteTable<"people" | "programs">(apis).find("GET", "/");
    expect(found).toMatchObject({ route: { owner: "programs" }, page: { owner: "people" } });
  });

  test("has no third one, and never two for the same", () => {
    expect(start({ home, welcome }, { welcome })).toThrow("answered twice");
    expect(start({ home }, { home })).toThrow("answered twice");
  });

  test("is only for people where nothing else is there", () => {
    const bag = definePersonalPage({ path: "/bag", summary: "" });
    const both = createRouteTable({ one: { bag, home, welcome } });
    expect(both.find("PUT", "/bag")).toEqual({ allow: "GET, HEAD, OPTIONS", isForPeople: true });
    expect(both.find("PUT", "/")).toEqual({ allow: "GET, HEAD, OPTIONS" });
  });
});

test("a way to a page takes along what the address says", () => {
  const seen = endpoint("get", "/a/:x/b/:y", { page: "/seen/:y/of/:x" });
  const route = createRouteTable({ one: { seen } }).find("GET", "/a/1/b/2")?.route;
  expect(route?.toPage?.("/a/1/b/2")).toBe("/seen/2/of/1");
  expect(start({ a: endpoint("get", "/a/:x", { page: "/p/:y" }) })).toThrow("has a page in its place");
});

const apis = { gateway: ownApi, ...publicApis, web: webApi };
const real = createRouteTable(apis);
const routes = Object.entries<Api>(apis).flatMap(([owner, api]) =>
  Object.values(api).map(({ method, path }) => {
    const found = real.find(method.toUpperCase(), path.replaceAll(/:\w+/g, "x1"));
    return {
      owner,
      name: `${method} ${path}`,
      found: owner === "web" ? (found?.page ?? found?.route) : found?.route,
    };
  }),
);

test("every public endpoint is found under its own owner", () => {
  for (const { owner, name, found } of routes) expect(found).toMatchObject({ owner, name });
});

test("cookies reach the pages of `web` and nobody else", () => {
  expect(routes.filter(({ found }) => found?.takesCookies).filter(({ owner }) => owner !== "web")).toEqual(
    [],
  );
});
