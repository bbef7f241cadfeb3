/** Requests that claim to be somebody's, or spell a path in another way. */
import { createServiceTokens } from "@shop/kit/auth/tokens";
import type { TestTokens } from "@shop/testing/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openShop, type TestShop } from "../test-shop.ts";
import { trustedTokens } from "../trusted-tokens.ts";
import { send } from "./raw-request.ts";

const serviceSecret = "a-secret-between-services-of-a-test-012345";

let shop: TestShop;
let tokens: TestTokens;
beforeAll(async () => {
  shop = await openShop({ env: { INTERNAL_TOKEN_SECRET: serviceSecret } });
  tokens = await trustedTokens(shop);
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const spellings = (name: string) => [name, name.toUpperCase(), name.toLowerCase(), name.replaceAll("-", "_")];

const claims: Readonly<Record<string, string>> = {
  "X-User-Id": "admin",
  "X-User-Role": "admin",
  "X-User-Roles": "admin",
  "X-Internal": "true",
  "X-Internal-Service": "gateway",
  "X-Forwarded-User": "admin",
  "X-Forwarded-For": "127.0.0.1",
  "X-Forwarded-Proto": "https",
  "X-Real-IP": "127.0.0.1",
  Forwarded: "for=127.0.0.1;host=localhost",
  "X-Original-URL": "/health/live",
  "X-Rewrite-URL": "/health/live",
  "X-HTTP-Method-Override": "GET",
  "X-Middleware-Subrequest": "middleware",
  "X-Service": "gateway",
  "X-Remote-User": "admin",
};

test("a header that says who sends makes nobody more than they are", async () => {
  const mine = bearer(await tokens.sign({ roles: ["customer"] }));
  const tried: string[] = [];
  for (const [name, value] of Object.entries(claims))
    for (const spelling of spellings(name))
      for (const url of [shop.gatewayUrl, shop.urls.order]) {
        const claim = { [spelling]: value };
        const asCustomer = await send(url, { path: "/admin/orders", headers: { ...mine, ...claim } });
        const asNobody = await send(url, { path: "/admin/orders", headers: claim });
        // What the gateway cannot pass on beyond doubt, it refuses.
        const isUnclear = spelling.includes("_") && url === shop.gatewayUrl;
        tried.push(`${spelling} ${asCustomer.status} ${asNobody.status}`);
        expect(tried.at(-1)).toBe(`${spelling} ${isUnclear ? "400 400" : "403 401"}`);
      }
  expect(tried).toHaveLength(Object.keys(claims).length * 4 * 2);
});

test("what stands in a header is not whose cart it is", async () => {
  const [alice, mallory] = [await shop.guest(), await shop.guest()];
  const sku = await shop.sell(5);
  await alice.addCartLine({ body: { sku, quantity: 1 } });
  for (const url of [shop.gatewayUrl, shop.urls.order])
    for (const name of ["X-User-Id", "X-Internal-User", "X-Forwarded-User"]) {
      const headers = { ...bearer(mallory.token), [name]: alice.id };
      const { text } = await send(url, { path: "/cart", headers });
      expect((JSON.parse(text) as { lines: unknown[] }).lines).toEqual([]);
    }
});

const spelt = (path: string): string[] => [
  `/${path}`,
  path.replace("/a", "/%61"),
  path.replace("/admin", "/admin;x"),
  path.replace("/admin", "/admin/..;/admin"),
  path.replace("/admin", "/Admin"),
  path.replace("/admin/", "/admin//"),
  path.replace("/admin/", "/admin%2f"),
  path.replace("/admin/", "/admin\\"),
  `/.${path}`,
  `/products/..${path}`,
  `/products/%2e%2e${path}`,
  `/products/..%2f${path.slice(1)}`,
  `${path}/`,
  `${path}/.`,
  `${path}%00`,
  `${path}%20`,
  `${path}.json`,
  `${path};jsessionid=x`,
];

test("no other spelling of a path leads past who may go there", async () => {
  const customer = bearer(await tokens.sign({ roles: ["customer"] }));
  for (const path of ["/admin/orders", "/admin/coupons", "/admin/webhooks", "/admin/order/dead-letters"])
    for (const spelling of spelt(path))
      for (const url of [shop.gatewayUrl, shop.urls.order])
        for (const headers of [customer, {}]) {
          const { status } = await send(url, { path: spelling, headers });
          expect({ spelling, url, status }).toEqual({
            spelling,
            url,
            status: expect.toBeOneOf([400, 401, 403, 404, 405]),
          });
        }
});

test("what is for services is at no spelling of its path at the gateway, whoever asks", async () => {
  const service = bearer(
    await createServiceTokens({ secret: serviceSecret, issuer: "gateway" }).tokenFor("user"),
  );
  const path = "/internal/sessions/any";
  expect((await send(shop.urls.user, { path, headers: service })).status).toBe(200);
  const spelled = [
    path,
    `/${path}`,
    path.replace("/i", "/%69"),
    `/products/..${path}`,
    `/me/../${path.slice(1)}`,
    `/.${path}`,
    `/auth/..%2f${path.slice(1)}`,
  ];
  for (const spelling of spelled)
    for (const headers of [service, bearer(await tokens.sign({ roles: ["admin"] })), {}]) {
      const { status } = await send(shop.gatewayUrl, { path: spelling, headers });
      expect({ spelling, status }).toEqual({ spelling, status: expect.toBeOneOf([400, 404]) });
    }
});
