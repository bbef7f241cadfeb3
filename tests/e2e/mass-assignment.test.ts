/** Mass assignment: bodies that name what only the shop may set. */
import { examples } from "@shop/contracts/examples";
import type { Endpoint } from "@shop/contracts/language/endpoint";
import { serviceNames } from "@shop/contracts/shop";
import { createServiceTokens } from "@shop/kit/auth/tokens";
import type { TestTokens } from "@shop/testing/tokens";
import { until } from "@shop/testing/until";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openShop, type TestShop } from "../test-shop.ts";
import { trustedTokens } from "../trusted-tokens.ts";
import { pathOf } from "./authorisation/ask.ts";
import { endpoints } from "./authorisation/endpoints.ts";
import { send } from "./raw-request.ts";

const serviceSecret = "a-secret-between-services-of-a-test-012345";

let shop: TestShop;
let tokens: TestTokens;
beforeAll(async () => {
  shop = await openShop({ env: { INTERNAL_TOKEN_SECRET: serviceSecret } });
  tokens = await trustedTokens(shop);
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

/** What nobody may say of themselves, or of anything: a name that is in the contract is the contract's. */
const planted = [
  "role",
  "roles",
  "isAdmin",
  "admin",
  "id",
  "_id",
  "emailVerified",
  "passwordHash",
  "version",
  "__v",
  "userId",
  "customerId",
  "createdAt",
  "paid",
  "total",
  "$set",
  "constructor",
  "__proto__",
];

/** Names of the contract's own that no example shows. */
const named: Readonly<Record<string, readonly string[]>> = {
  createProduct: ["id"],
  createCategory: ["id"],
  createTaxRate: ["id"],
};

type Examples = Readonly<Record<string, { readonly body?: object }>>;
const exampleOf = (name: string): object => (examples as unknown as Examples)[name]?.body ?? {};

/** Not what the contract itself has a place for. */
const plantedIn = (name: string): readonly string[] =>
  planted.filter((field) => !named[name]?.includes(field) && !Object.hasOwn(exampleOf(name), field));

const withBody = endpoints.filter(
  ({ endpoint: { body, bodyMode = "json" }, owner }) =>
    body !== undefined && bodyMode === "json" && owner !== "gateway",
);

const plant = (body: unknown, name: string): string => {
  const [first, rest] = [`{${JSON.stringify(name)}:{"admin":true}`, JSON.stringify(body).slice(1)];
  return rest === "}" ? `${first}}` : `${first},${rest}`;
};

test("a name that a body has not got is refused, in every body, and nothing is changed", async () => {
  const service = createServiceTokens({ secret: serviceSecret, issuer: "order" });
  const before = await until(atRest, "all events are sent");
  for (const { name, owner, endpoint, isInternal } of withBody) {
    const token = isInternal ? await service.tokenFor(owner) : await tokens.sign({ roles: ["admin"] });
    for (const field of plantedIn(name)) {
      const body = plant(exampleOf(name), field);
      const { status, code } = await send(shop.urls[owner], { ...asJson(endpoint, token), body });
      expect({ name, field, status, code }).toEqual({
        name,
        field,
        status: 400,
        code: expect.stringMatching(/^request\./),
      });
    }
  }
  expect(await everything()).toEqual(before);
});

const asJson = (endpoint: Endpoint, token: string) => ({
  method: endpoint.method.toUpperCase(),
  path: pathOf(endpoint),
  headers: {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "if-match": "*",
    "idempotency-key": `"${crypto.randomUUID()}"`,
  },
});

/** Everything, once no account has anything left to tell. */
async function atRest(): Promise<unknown> {
  const all = await everything();
  return !JSON.stringify(all).includes('"outbox":[{') && all;
}

/** How many rows there are of what, in each service, and the accounts as they are. */
async function everything(): Promise<unknown> {
  const counted = serviceNames.map(async (name) => {
    await using client = await mongoose.mongo.MongoClient.connect(shop.mongoUrl(name));
    const collections = (await client.db().collections()).toSorted((a, b) =>
      a.collectionName < b.collectionName ? -1 : 1,
    );
    const counts = collections.map(
      async (rows) => [rows.collectionName, await rows.countDocuments()] as const,
    );
    return [
      name,
      await Promise.all(counts),
      name === "user" && (await client.db().collection("accounts").find().toArray()),
    ] as const;
  });
  return Promise.all(counted);
}
