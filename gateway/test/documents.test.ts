/** The documents are complete and hold together: every reference leads somewhere, every parameter has its place. */
import { readFile } from "node:fs/promises";
import { gatewayApi } from "@shop/contracts/gateway/own";
import { takesLink } from "@shop/contracts/language/access";
import { isSigned, type Api, type Endpoint } from "@shop/contracts/language/endpoint";
import type { EventDefinition } from "@shop/contracts/language/event";
import { publicApis, topology } from "@shop/contracts/shop";
import { expect, test } from "vitest";
import { z } from "zod";

type Json = { readonly [key: string]: unknown };
type Operation = Json & {
  operationId: string;
  security: Json[];
  parameters: { name: string; in: string; required: boolean; schema: Json }[];
  responses: Json;
};

const read = async (name: string) =>
  JSON.parse(await readFile(new URL(`../../docs/${name}`, import.meta.url), "utf8")) as Json;
const openapi = await read("openapi.json");
const asyncapi = await read("asyncapi.json");
const paths = openapi["paths"] as Record<string, Record<string, Operation>>;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

const apis = { ...publicApis, gateway: gatewayApi };
const endpoints = Object.values<Api>(apis).flatMap((api) => Object.entries(api));

function refsIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === "$ref" && typeof value === "string" ? [value] : refsIn(value),
  );
}
const follow = (document: Json, ref: string): unknown =>
  ref
    .slice(2)
    .split("/")
    .reduce<unknown>((node, part) => (node as Json | undefined)?.[part], document);

test.each([
  ["openapi.json", openapi],
  ["asyncapi.json", asyncapi],
])("every reference of %s leads somewhere", (_name, document) => {
  const refs = [...new Set(refsIn(document))];
  expect(refs.length).toBeGreaterThan(5);
  for (const ref of refs) {
    expect(ref).toMatch(/^#\//);
    expect({ ref, target: follow(document, ref) }).toMatchObject({ ref, target: expect.anything() });
  }
});

test("every public endpoint is described, the gateway's own too, and nothing internal", () => {
  const described = operations.map(({ method, path }) => `${method} ${path}`).toSorted();
  const contracted = Object.values<Api>(apis).flatMap((api) =>
    Object.values(api).map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`),
  );
  expect(described).toEqual(contracted.toSorted());
  expect(JSON.stringify(openapi)).not.toContain("/internal");
});

test("an operation has an id of its own, its path's parameters, and a way to fail", () => {
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  for (const { path, operation } of operations) {
    const needed = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").toSorted();
    const given = operation.parameters.filter((parameter) => parameter.in === "path");
    expect({ path, names: given.map(({ name }) => name).toSorted() }).toEqual({ path, names: needed });
    expect(given.every(({ required }) => required)).toBe(true);
    expect(operation.responses).toHaveProperty("default");
  }
});

test("what a contract asks of a request's headers is described", () => {
  for (const api of Object.values<Api>(apis))
    for (const [name, endpoint] of Object.entries(api)) {
      const found = operations.find(({ operation }) => operation.operationId === name)?.operation;
      const headers = found?.parameters.filter((parameter) => parameter.in === "header") ?? [];
      const required = headers.filter((header) => header.required).map((header) => header.name);
      expect({
        name,
        key: required.includes("Idempotency-Key"),
        ifMatch: required.includes("If-Match"),
        body: "requestBody" in (found ?? {}),
      }).toEqual({
        name,
        key: endpoint.idempotent === true,
        ifMatch: endpoint.ifMatch === "required",
        body: endpoint.body !== undefined || (endpoint.bodyMode ?? "json") !== "json",
      });
    }
});

test("who hears an event is described", () => {
  const described = asyncapi["operations"] as Json;
  for (const [consumer, events] of Object.entries<readonly EventDefinition[]>(topology))
    for (const { name } of events) expect(described).toHaveProperty([`${consumer}.hears.${name}`]);
});

type Answered = { readonly headers: Json; readonly content?: Record<string, { schema: Json }> };
const answersOf = (name: string): Record<string, Answered> => {
  const found = operations.find(({ operation }) => operation.operationId === name);
  if (!found) throw new Error(`${name} is not described`);
  return Object.fromEntries(
    Object.entries(found.operation.responses as Record<string, Json>).map(([code, answer]) => [
      code,
      (typeof answer["$ref"] === "string" ? follow(openapi, answer["$ref"]) : answer) as Answered,
    ]),
  );
};

test("the headers of an answer are those of its contract", () => {
  for (const [name, endpoint] of endpoints) {
    const { [endpoint.status]: success, ...others } = answersOf(name);
    const has = (header: string) => header in (success?.headers ?? {});
    const reply = endpoint.reply instanceof z.ZodObject ? endpoint.reply.shape : {};
    expect({
      name,
      ETag: has("ETag"),
      Location: has("Location"),
      Link: has("Link"),
      replayed: has("Idempotency-Replayed"),
      waited: has("Preference-Applied"),
      known: "304" in others,
    }).toEqual({
      name,
      ETag: endpoint.etag === true,
      Location: endpoint.location === true,
      // What is never more than one page has no next one.
      Link: "next" in reply && !(reply["next"] instanceof z.ZodNull),
      replayed: endpoint.idempotent === true,
      waited: endpoint.maxWaitS !== undefined,
      known: endpoint.method === "get" && endpoint.etag === true,
    });
    for (const answer of Object.values(answersOf(name)))
      expect(answer.headers).toHaveProperty("X-Request-Id");
  }
});

test("a 401 says what gets in, a 429 and a 503 when to come back, and a 405 what is possible", () => {
  const answers = answersOf("placeOrder");
  expect(answers["401"]?.headers).toHaveProperty("WWW-Authenticate");
  for (const code of ["429", "503", "504"]) expect(answers[code]?.headers).toHaveProperty("Retry-After");
  expect(answers["default"]?.headers).toHaveProperty("Allow");
});

test.each([
  // A token that is sent must be good, but for signing in.
  { name: "listProducts", can: ["400", "401", "429", "503"], cannot: ["403", "404", "409"] },
  { name: "logIn", can: ["401", "413", "415"], cannot: ["403", "404", "409"] },
  { name: "refresh", can: ["401"], cannot: ["409"] },
  { name: "enterAsGuest", can: ["429"], cannot: ["401", "409"] },
  { name: "register", can: ["400"], cannot: ["401", "409"] },
  { name: "addCartLine", can: ["401", "403", "404", "409", "412"], cannot: ["428"] },
  { name: "emptyCart", can: ["409", "412"], cannot: ["404"] },
  { name: "getOrder", can: ["304", "403", "404"], cannot: ["409"] },
  { name: "setStock", can: ["403", "404", "409", "412", "428"], cannot: ["422"] },
  { name: "adjustStock", can: ["409", "422"], cannot: ["428"] },
  { name: "getLiveness", can: ["200", "400", "429"], cannot: ["404", "503"] },
])("$name can be refused with $can, and not with $cannot", ({ name, can, cannot }) => {
  const codes = Object.keys(answersOf(name));
  expect(codes).toEqual(expect.arrayContaining([...can, "default"]));
  expect(codes.filter((code) => cannot.includes(code))).toEqual([]);
});

/** What gets in: nothing is asked for, a token, or a link too. */
function ways(endpoint: Endpoint): Json[] {
  const { access } = endpoint;
  if (access === "all" || isSigned(endpoint)) return [];
  const token = { bearer: typeof access === "object" && "scope" in access ? [access.scope] : [] };
  return takesLink(access) ? [token, {}] : [token];
}

test("who may call without a token is not asked for one", () => {
  for (const [name, endpoint] of endpoints) {
    const security = operations.find(({ operation }) => operation.operationId === name)?.operation.security;
    expect({ name, security }).toEqual({ name, security: ways(endpoint) });
  }
});

test("what everybody needs has a name", () => {
  const names = Object.keys((openapi["components"] as { schemas: Json }).schemas);
  const needed = ["Variant", "OrderStatus", "ProductStatus", "PaymentStatus", "CancelReason", "Problem"];
  const pages = ["ProductPage", "OrderPage", "ReviewPage", "CategoryPage", "MovementPage", "TimelinePage"];
  expect(names).toEqual(expect.arrayContaining([...needed, ...pages, "ImportRow"]));
});

test("a body that is not JSON is text or bytes, and a stream says what its rows are", () => {
  expect(paths["/products/import"]?.["post"]?.["requestBody"]).toMatchObject({
    content: {
      "application/x-ndjson": {
        schema: { type: "string", contentSchema: { $ref: "#/components/schemas/ImportRow" } },
      },
    },
  });
  expect(answersOf("getImage")["200"]?.content).toEqual({
    "image/webp": { schema: { type: "string", format: "binary" } },
  });
});
