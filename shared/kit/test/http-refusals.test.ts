import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defineEndpoint, type Endpoint } from "@shop/contracts/language/endpoint";
import { z } from "zod";
import { createTokenVerifier } from "../src/auth/tokens.ts";
import { createRoutes } from "../src/http/server/routes.ts";
import { createLogger } from "../src/process/logger.ts";
import { createTestTokens } from "@shop/testing/tokens";
import { startThings, type Sent } from "./http-things.ts";

let shop: Awaited<ReturnType<typeof startThings>>;
let tokens: Record<"guest" | "customer" | "staff" | "admin", string>;

beforeAll(async () => {
  shop = await startThings();
  const tokenFor = (role: string) => shop.tokens.sign({ roles: [role] });
  tokens = {
    guest: await tokenFor("guest"),
    customer: await tokenFor("customer"),
    staff: await tokenFor("staff"),
    admin: await tokenFor("admin"),
  };
});
afterAll(() => shop[Symbol.asyncDispose]());

const send = (path: string, sent: Sent = {}) => shop.send(path, sent);
const json = "application/json";

describe("refusals come in the order that the contract promises", () => {
  const tooLong = JSON.stringify({ name: "x".repeat(2000) });
  const ladder: [string, string, Sent][] = [
    ["404 route.not_found", "/nothing", { method: "POST", type: "text/plain", body: tooLong }],
    ["405 route.method_not_allowed", "/things", { method: "DELETE", type: "text/plain", body: tooLong }],
    ["401 auth.required", "/things", { method: "POST", type: "text/plain", body: tooLong }],
    [
      "401 auth.invalid_token",
      "/things",
      { method: "POST", token: "bad", type: "text/plain", body: tooLong },
    ],
    [
      "403 auth.forbidden",
      "/things",
      { method: "POST", token: "customer", type: "text/plain", body: tooLong },
    ],
    [
      "413 request.too_large",
      "/things?x=1",
      { method: "POST", token: "staff", type: "text/plain", body: tooLong },
    ],
    [
      "415 request.unsupported_type",
      "/things?x=1",
      { method: "POST", token: "staff", type: "text/plain", body: "{" },
    ],
    ["400 request.malformed", "/things?x=1", { method: "POST", token: "staff", type: json, body: "{" }],
    ["400 request.invalid", "/things?x=1", { method: "POST", token: "staff", type: json, body: "{}" }],
    [
      "404 thing.not_found",
      "/things/missing",
      { method: "PUT", token: "staff", type: json, body: '{"name":"n"}' },
    ],
    [
      "428 request.precondition_required",
      "/things/a",
      { method: "PUT", token: "staff", type: json, body: '{"name":"n"}' },
    ],
    [
      "412 request.precondition_failed",
      "/things/a",
      { method: "PUT", token: "staff", type: json, body: '{"name":"n"}', headers: { "if-match": '"2"' } },
    ],
  ];
  test.for(ladder)("%s", async ([expected, path, sent]) => {
    const token = sent.token && (tokens[sent.token as keyof typeof tokens] ?? sent.token);
    const { refusal, response } = await send(path, { ...sent, ...(token && { token }) });
    expect(refusal).toBe(expected);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("cache-control")).toBe("no-store");
  });
});

test("a method that is not possible is told which ones are", async () => {
  const { response } = await send("/things/a", { method: "POST" });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")?.split(", ").toSorted()).toEqual([
    "DELETE",
    "GET",
    "HEAD",
    "PATCH",
    "PUT",
  ]);
});

test("a word in the path is stronger than a parameter, and nobody's id", async () => {
  expect(
    (await send("/things/import", { method: "POST", token: tokens.staff, type: "text/csv", body: "a,b" }))
      .text,
  ).toBe('{"bytes":3,"contentType":"text/csv"}');
  expect((await send("/things/recent")).text).toBe('{"recent":true}');
  expect((await send("/things/import")).refusal).toBe("405 route.method_not_allowed");
});

test("paths are exact: case and a trailing slash count, a malformed escape is 400", async () => {
  expect((await send("/Things")).refusal).toBe("404 route.not_found");
  expect((await send("/things/")).refusal).toBe("404 route.not_found");
  expect((await send("/things/%zz")).refusal).toBe("400 request.invalid");
  expect((await send("/things/a.b")).problem).toMatchObject({ errors: [{ path: "params.id" }] });
});

describe("who may call", () => {
  test.for([
    ["/things", "POST", "guest", 403],
    ["/things", "POST", "customer", 403],
    ["/things", "POST", "staff", 400],
    ["/things", "POST", "admin", 400],
    ["/things/a", "DELETE", "staff", 403],
    ["/mine", "GET", "guest", 200],
    ["/mine", "GET", "admin", 200],
  ] as const)("%s %s as %s is %i", async ([path, method, role, status]) => {
    expect((await send(path, { method, token: tokens[role] })).response.status).toBe(status);
  });

  test("an absent token is asked for, a bad one is called bad", async () => {
    expect((await send("/mine")).response.headers.get("www-authenticate")).toBe("Bearer");
    const bad = await send("/mine", { token: "bad" });
    expect(bad.response.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
  });

  test("where all may call, a bad token is refused, except for signing in", async () => {
    expect((await send("/things/a", { token: "bad" })).refusal).toBe("401 auth.invalid_token");
    expect((await send("/things/a", { headers: { authorization: "Basic YTpi" } })).refusal).toBe(
      "401 auth.invalid_token",
    );
    expect((await send("/auth/sign-in", { method: "POST", token: "bad" })).text).toBe('{"caller":null}');
    expect((await send("/things/a", { token: tokens.guest })).response.status).toBe(200);
  });

  test("what is for services takes a service's token for this service, and only that", async () => {
    const forUs = await shop.serviceTokens.tokenFor("things");
    const forOthers = await shop.serviceTokens.tokenFor("catalog");
    expect((await send("/internal/quote", { method: "POST", token: forUs })).text).toBe(
      '{"service":"order"}',
    );
    for (const token of [forOthers, tokens.admin])
      expect((await send("/internal/quote", { method: "POST", token })).refusal).toBe(
        "401 auth.invalid_token",
      );
    expect((await send("/internal/quote", { method: "POST" })).refusal).toBe("401 auth.required");
    expect((await send("/mine", { token: forUs })).refusal).toBe("401 auth.invalid_token");
  });
});

describe("a contract that cannot be kept does not start", () => {
  const endpoint: Endpoint = {
    method: "post",
    path: "/x",
    summary: "",
    access: "customer",
    status: 200,
    reply: z.object({}),
  };
  const start = (change: object) => () =>
    createRoutes({
      api: { x: defineEndpoint({ ...endpoint, ...change }) },
      handlers: { x: async () => ({}) },
      verify: createTokenVerifier({
        keys: createTestTokens().keys,
        serviceSecret: "s".repeat(32),
        audience: "x",
      }),
      log: createLogger("x", "silent"),
    });

  test("a missing or misspelt access rule", () => {
    expect(start({})).not.toThrow();
    expect(start({ access: undefined })).toThrow("The endpoint x has no access rule");
    expect(start({ access: "everybody" })).toThrow("The endpoint x has no access rule");
  });

  test("idempotency without keys", () => {
    expect(start({ idempotent: true, access: "guest" })).toThrow("it needs idempotency keys");
  });
});
