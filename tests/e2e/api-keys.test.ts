/** What a program's key opens: what its scope is named for, at every gateway, until it is ended. */
import type { Client } from "@shop/client/client";
import { orProblem } from "@shop/client/refusal";
import type { Scope } from "@shop/contracts/language/access";
import type { Api, Endpoint } from "@shop/contracts/language/endpoint";
import { publicApis } from "@shop/contracts/shop";
import { createHeldClient } from "@shop/testing/held-client";
import { soon, withinASecond } from "@shop/testing/soon";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "./authorisation/ask.ts";
import { api, openShop, type Person, type TestShop } from "../test-shop.ts";

let shop: TestShop;
let admin: Person;
let gateways: readonly string[];
beforeAll(async () => {
  shop = await openShop();
  admin = await shop.logIn("admin");
  gateways = [shop.gatewayUrl, (await shop.startReplica("gateway")).url];
}, 240_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

const make = async (...scopes: Scope[]) =>
  (await admin.createApiKey({ body: { name: scopes.join(" "), scopes } })).body;

const endpoints = Object.values<Api>(publicApis)
  .flatMap((each) => Object.values(each))
  .filter((endpoint) => endpoint.access !== "all" && endpoint.token !== "ignored" && !isSigned(endpoint));

function isSigned({ access }: Endpoint): boolean {
  return typeof access === "object" && "signedBy" in access;
}
const scopeOf = ({ access }: Endpoint): Scope | undefined =>
  typeof access === "object" && "scope" in access ? access.scope : undefined;

test("every endpoint lets in the keys with its scope and no other, and without a scope none", async () => {
  const keys = {
    "catalog:write": await make("catalog:write"),
    "orders:read": await make("orders:read"),
    "orders:write": await make("orders:write"),
    "reports:read": await make("reports:read"),
  };
  for (const endpoint of endpoints)
    for (const [scope, { key }] of Object.entries(keys)) {
      const asked = { scope, endpoint: `${endpoint.method} ${endpoint.path}` };
      const outcome = await ask(shop.gatewayUrl, endpoint, key);
      expect({ ...asked, outcome }).toEqual({
        ...asked,
        outcome: scopeOf(endpoint) === scope ? "in" : 403,
      });
    }
  expect(new Set(endpoints.map(scopeOf)).size).toBe(5);
}, 180_000);

test("a key sells, and sees what is not on sale only where it may change it", async () => {
  const [seller, reader] = [await make("catalog:write"), await make("orders:read")];
  const [asSeller, asReader] = [seller, reader].map(({ key: token }) =>
    createHeldClient(shop.gatewayUrl, api, { token }),
  );
  const id = crypto.randomUUID();
  const price = { amount: 500, currency: "EUR" };
  const variants = [{ sku: `key-${id}`, price }];
  const made = await asSeller!.createProduct({ body: { id, name: "Mug", variants, status: "draft" } });
  expect(made.status).toBe(201);
  expect((await asSeller!.getProduct({ params: { id } })).status).toBe(200);
  expect(await orProblem(asReader!.getProduct({ params: { id } }))).toMatchObject({ status: 404 });
});

test("at a service's own port it is no token", async () => {
  const { key } = await make("catalog:write", "orders:read");
  const at = (name: keyof typeof shop.urls) => createHeldClient(shop.urls[name], api, { token: key });
  const asking = [
    orProblem(at("catalog").getStock({ params: { sku: "any" } })),
    orProblem(at("order").getOrder({ params: { id: "any" } })),
    orProblem(at("user").getMe()),
  ];
  for (const { status } of await Promise.all(asking)) expect(status).toBe(401);
});

test("what ends, ends at every gateway within a second: a key, a disabled person, a role that was changed", async () => {
  const { id, key } = await make("orders:read");
  const [ana, ben] = [await shop.customer(), await shop.customer()];
  type Asking = (client: Client<typeof api>) => Promise<{ readonly status: number }>;
  const statusesAt = ({ asking, token }: { readonly asking: Asking; readonly token: string }) =>
    Promise.all(
      gateways.map(async (url) => (await orProblem(asking(createHeldClient(url, api, { token })))).status),
    );
  const getMe: Asking = (client) => client.getMe();
  const cases = [
    {
      asking: (client: Client<typeof api>) => client.getOrder({ params: { id: "nothing" } }),
      token: key,
      good: 404,
      end: () => admin.endApiKey({ params: { id } }),
    },
    {
      asking: getMe,
      token: ana.token,
      good: 200,
      end: () => admin.updateUser({ params: { id: ana.id }, body: { disabled: true } }),
    },
    {
      asking: getMe,
      token: ben.token,
      good: 200,
      end: () => admin.updateUser({ params: { id: ben.id }, body: { roles: ["staff"] } }),
    },
  ];
  for (const { good, end, ...asked } of cases) {
    expect(await statusesAt(asked)).toEqual([good, good]);
    expect((await end()).status).toBeOneOf([200, 204]);
    await withinASecond(async () => expect(await statusesAt(asked)).toEqual([401, 401]));
  }
});

test("a key has an allowance of its own at all gateways: used up, it keeps out nobody else", async () => {
  const quota = 100;
  const env = { RATE_LIMIT_PER_KEY: String(quota) };
  const [one, other] = await Promise.all([
    shop.startReplica("gateway", env),
    shop.startReplica("gateway", env),
  ]);
  const [used, fresh] = [await make("orders:read"), await make("orders:read")];
  const statusOf = async ({ url }: { readonly url: string }, token: string) =>
    (await orProblem(createHeldClient(url, api, { token }).getOrder({ params: { id: "nothing" } }))).status;
  const asked = Array.from({ length: quota + 1 }, () => statusOf(one, used.key));
  const statuses = await Promise.all(asked);
  expect(statuses.filter((status) => status === 404)).toHaveLength(quota);
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);

  let asksOfOther = 0;
  await soon(async () => {
    asksOfOther += 1;
    expect(await statusOf(other, used.key)).toBe(429);
  });
  expect(asksOfOther).toBeLessThan(quota);
  for (const gateway of [one, other])
    for (const token of [fresh.key, admin.token]) expect(await statusOf(gateway, token)).toBe(404);
});
