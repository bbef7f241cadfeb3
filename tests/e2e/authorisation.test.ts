/** Who gets in: every endpoint, asked by everybody, at the gateway and at its service's own port. */
import type { Endpoint } from "@shop/contracts/language/endpoint";
import type { ServiceName } from "@shop/contracts/shop";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, openShop, type TestShop } from "../test-shop.ts";
import { trustedTokens } from "../trusted-tokens.ts";
import { ask, pathOf } from "./authorisation/ask.ts";
import { createCredentials, type TokenOf } from "./authorisation/credentials.ts";
import { endpoints, type Described } from "./authorisation/endpoints.ts";
import { namesSomething } from "./authorisation/faults.ts";
import { owned, rows } from "./authorisation/rows.ts";
import { callers, outcomeOf, type Caller, type Who } from "./authorisation/who.ts";

const serviceSecret = "a-secret-between-services-of-a-test-012345";

let shop: TestShop;
let tokenOf: TokenOf;
beforeAll(async () => {
  shop = await openShop({ env: { INTERNAL_TOKEN_SECRET: serviceSecret } });
  tokenOf = createCredentials(await trustedTokens(shop), serviceSecret);
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

/** What has no row lets nobody in, so that it cannot be right. */
const whoMay = ({ owner, name }: Described): Who => rows[owner]?.[name] ?? "service";

type Port = "gateway" | "its own port";
type Answered = Readonly<Record<string, unknown>>;

const expected = (described: Described, caller: Caller, port: Port) =>
  described.isInternal && port === "gateway" ? 404 : outcomeOf(whoMay(described), caller);

async function answersOf(described: Described, port: Port): Promise<Answered> {
  const { owner, endpoint } = described;
  const service: ServiceName = owner === "gateway" ? "user" : owner;
  const url = port === "gateway" ? shop.gatewayUrl : shop.urls[owner];
  const asked = { who: whoMay(described), service };
  const each = callers.map(async (caller) => {
    const answer = await ask(url, endpoint, await tokenOf(caller, asked));
    return [caller, answer] as const;
  });
  return Object.fromEntries(await Promise.all(each));
}

const expectedOf = (described: Described, port: Port): Answered =>
  Object.fromEntries(callers.map((caller) => [caller, expected(described, caller, port)]));

const nameOf = ({ owner, name }: Described): string => `${owner}.${name}`;

test.each(["gateway", "its own port"] as const)(
  "asked through %s, who may gets in, and nobody else",
  async (port) => {
    const asked = endpoints.filter(({ owner }) => port === "gateway" || owner !== "gateway");
    const answers: Record<string, Answered> = {};
    for (const described of asked) answers[nameOf(described)] = await answersOf(described, port);
    const right = Object.fromEntries(
      asked.map((described) => [nameOf(described), expectedOf(described, port)]),
    );
    expect(answers).toEqual(right);
  },
);

/** Something of Alice's, of each kind that somebody can own. */
async function thingsOfAlice(): Promise<Readonly<Record<string, string>>> {
  const sku = await shop.sell(5);
  const alice = await shop.customer();
  const placed = await alice.placeOrder({ body: anOrder(sku), ...newKey() });
  const address = await alice.addAddress({ body: anOrder(sku).shippingAddress });
  const review = await alice.createReview({ params: { id: sku }, body: { rating: 5 } });
  const sessions = await alice.listSessions();
  return {
    order: placed.body.id,
    address: address.body.id,
    review: review.body.id,
    session: sessions.body.items[0]?.id ?? "",
  };
}

test("somebody else's thing is answered as one that is not there, at the gateway and at its service's own port", async () => {
  const things = await thingsOfAlice();
  const [mallory, guest] = [await shop.customer(), await shop.guest()];
  const answers: Record<string, unknown> = {};
  for (const described of endpoints.filter(namesSomething)) {
    const { name, owner, endpoint } = described;
    const kind = owned[name];
    const strangers = whoMay(described).startsWith("guest") ? [mallory, guest] : [mallory];
    for (const url of kind === "nobody's" ? [] : [shop.gatewayUrl, shop.urls[owner]])
      for (const { token } of strangers) {
        const id = things[kind ?? ""] ?? "";
        const foreign = await told(url, endpoint, token, id);
        expect({ name, ...foreign }).toEqual({
          name,
          ...(await told(url, endpoint, token, crypto.randomUUID())),
        });
        answers[name] = foreign.status;
      }
  }
  const names = Object.keys(owned).filter((name) => owned[name] !== "nobody's");
  expect(answers).toEqual(Object.fromEntries(names.map((name) => [name, 404])));
});

/** Where one that is not valid would be refused before the thing is looked for. */
const bodyOf: Readonly<Record<string, object>> = { "/me/addresses/:id": { isDefault: true } };

/** Everything that the answer says, but for the id and what no two answers share. */
async function told(url: string, endpoint: Endpoint, token: string, id: string) {
  const answer = await fetch(url + pathOf(endpoint, { id }), {
    method: endpoint.method.toUpperCase(),
    headers: {
      authorization: `Bearer ${token}`,
      "if-match": "*",
      ...(endpoint.body && { "content-type": "application/json" }),
    },
    ...(endpoint.body && { body: JSON.stringify(bodyOf[endpoint.path] ?? {}) }),
  });
  const text = answer.status < 300 ? "" : await answer.text();
  await answer.body?.cancel().catch(() => undefined);
  const problem = JSON.parse(text.replaceAll(id, "?") || "{}") as object;
  return { status: answer.status, ...problem, requestId: "" };
}
