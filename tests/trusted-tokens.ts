/** Tokens of anybody that a whole shop trusts: signed with a key that the test has put among the user service's own. */
import type { Client } from "@shop/client/client";
import { isProblem, orProblem } from "@shop/client/refusal";
import { serviceNames, type ServiceName } from "@shop/contracts/shop";
import { createHeldClient } from "@shop/testing/held-client";
import { createTestTokens, type TestTokens } from "@shop/testing/tokens";
import mongoose from "mongoose";
import { api, type TestShop } from "./test-shop.ts";

const year = 365 * 24 * 60 * 60_000;

type Ask = (client: Client<typeof api>) => Promise<{ readonly status: number }>;

const cart: Ask = (client) => client.getCart();

/** Of an endpoint for the signed-in, at each process that verifies tokens. */
const doors: Readonly<Record<ServiceName | "gateway", Ask>> = {
  gateway: cart,
  catalog: (client) => client.getStock({ params: { sku: "any" } }),
  user: (client) => client.getMe(),
  order: cart,
};

/** Resolves when the gateway and every service believe them. The user service is started again, to read its keys. */
export async function trustedTokens(shop: TestShop): Promise<TestTokens> {
  const tokens = createTestTokens();
  const now = Date.now();
  // Never the one that the shop signs with: its slot is far ahead.
  const startsAt = new Date(now + year);
  {
    await using client = await mongoose.mongo.MongoClient.connect(shop.mongoUrl("user"));
    await client
      .db()
      .collection<{ readonly _id: string; readonly [field: string]: unknown }>("signing_keys")
      .insertOne({
        _id: startsAt.toISOString(),
        startsAt,
        createdAt: new Date(now),
        expiresAt: new Date(now + 2 * year),
        kid: tokens.jwks.keys[0]?.["kid"],
        privateKey: tokens.privateKey.export({ format: "jwk" }),
      });
  }
  await shop.process("user").kill("SIGTERM");
  await shop.process("user").start();
  await shop.process("user").waitReady();
  for (const name of ["gateway", ...serviceNames] as const)
    await untilTrusted(shop.urls[name], doors[name], tokens);
  return tokens;
}

async function untilTrusted(url: string, ask: Ask, tokens: TestTokens): Promise<void> {
  for (const until = performance.now() + 30_000; performance.now() < until;) {
    const client = createHeldClient(url, api, { token: await tokens.sign() });
    const answer = await orProblem(ask(client)).catch(() => undefined);
    const code = answer && isProblem(answer) ? answer.code : "";
    if (answer && answer.status < 500 && code !== "auth.invalid_token") return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} does not believe the key of the tests`);
}
