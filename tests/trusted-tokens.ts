/** Tokens of anybody that a whole shop trusts: signed with a key that the test has put among the user service's own. */
import { serviceNames } from "@shop/contracts/shop";
import { createTestTokens, type TestTokens } from "@shop/testing/tokens";
import mongoose from "mongoose";
import type { TestShop } from "./test-shop.ts";

const year = 365 * 24 * 60 * 60_000;

/** Of an endpoint for the signed-in, at each process that verifies tokens. */
const doors = { gateway: "/cart", catalog: "/stock/any", user: "/me", order: "/cart" } as const;

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
    await untilTrusted(shop.urls[name] + doors[name], tokens);
  return tokens;
}

async function untilTrusted(url: string, tokens: TestTokens): Promise<void> {
  for (const until = performance.now() + 30_000; performance.now() < until;) {
    const headers = { authorization: `Bearer ${await tokens.sign()}` };
    const answer = await fetch(url, { headers }).catch(() => undefined);
    const { code } = ((await answer?.json().catch(() => ({}))) ?? {}) as { code?: string };
    if (answer && answer.status < 500 && code !== "auth.invalid_token") return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} does not believe the key of the tests`);
}
