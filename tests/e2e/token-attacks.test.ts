/** Tokens that are not what they say, at the gateway and at each service's own port: 401, and nobody is asked about them. */
import type { TestTokens } from "@shop/testing/tokens";
import { startServer } from "@shop/testing/http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openShop, type TestShop } from "../test-shop.ts";
import { trustedTokens } from "../trusted-tokens.ts";
import { foreign, misused, unsigned, type Forgery } from "./forged-tokens.ts";
import { send } from "./raw-request.ts";

const serviceSecret = "a-secret-between-services-of-a-test-012345";

let shop: TestShop;
let tokens: TestTokens;
beforeAll(async () => {
  shop = await openShop({ env: { INTERNAL_TOKEN_SECRET: serviceSecret } });
  tokens = await trustedTokens(shop);
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

/** Of each port, what only admins and staff may see. */
const doors = {
  gateway: "/admin/orders",
  catalog: "/stock/any",
  user: "/admin/user/dead-letters",
  order: "/admin/orders",
} as const;
const ports = ["gateway", "catalog", "user", "order"] as const;

async function answersTo(forgeries: readonly Forgery[]): Promise<Readonly<Record<string, string>>> {
  const answers: Record<string, string> = {};
  for (const port of ports)
    for (const [name, token] of forgeries) {
      const headers = { authorization: `Bearer ${token}` };
      const { status, code } = await send(shop.urls[port], { path: doors[port], headers });
      answers[`${name} at ${port}`] = `${status} ${code}`;
    }
  return answers;
}

const refused = (forgeries: readonly Forgery[]) =>
  Object.fromEntries(
    ports.flatMap((port) => forgeries.map(([name]) => [`${name} at ${port}`, "401 auth.invalid_token"])),
  );

test("the key that signs the forgeries opens every door, when nothing is wrong with the token", async () => {
  const good = await answersTo([["good", await tokens.sign({ roles: ["admin"] })]]);
  expect(Object.values(good).filter((answer) => /^(401|403|5)/.test(answer))).toEqual([]);
});

test("without a signature of ours nobody gets in", async () => {
  const forgeries = await unsigned(tokens);
  expect(await answersTo(forgeries)).toEqual(refused(forgeries));
});

test("a token that names its own key is refused, and nothing is fetched for it", async () => {
  const asked: (string | undefined)[] = [];
  await using attacker = await startServer((request, response) => {
    asked.push(request.url);
    response.end(JSON.stringify({ keys: [] }));
  });
  const forgeries = await foreign(tokens, attacker.url);
  expect(await answersTo(forgeries)).toEqual(refused(forgeries));
  expect(asked).toEqual([]);
});

test("a signature of ours does not make a token good for what it is not for", async () => {
  const forgeries = await misused(tokens, serviceSecret);
  expect(await answersTo(forgeries)).toEqual(refused(forgeries));
});

test("a person's token is no service's, with whatever key it is signed", async () => {
  const path = "/internal/sessions/any";
  const claims = { iss: "gateway", aud: "user", roles: ["admin"] };
  for (const typ of ["at+jwt", "svc+jwt"]) {
    const headers = { authorization: `Bearer ${await tokens.sign(claims, { typ })}` };
    expect((await send(shop.urls.user, { path, headers })).status).toBe(401);
    expect((await send(shop.gatewayUrl, { path, headers })).status).toBe(404);
  }
});

test("of two Authorization headers a second one is never believed", async () => {
  const [good, bad] = [`Bearer ${await tokens.sign({ roles: ["admin"] })}`, "Bearer garbage"];
  for (const port of ports) {
    const path = doors[port];
    const second = await send(shop.urls[port], { path, headers: { authorization: [bad, good] } });
    expect([port, second.status]).toEqual([port, port === "gateway" ? 400 : 401]);
  }
  const twice = { path: doors.gateway, headers: { authorization: [good, good] } };
  expect(await send(shop.gatewayUrl, twice)).toMatchObject({ status: 400, code: "request.bad_header" });
});

test("a scheme is read in any case, and nothing but one token stands behind it", async () => {
  const token = await tokens.sign({ roles: ["admin"] });
  const statusOf = async (authorization: string, port: (typeof ports)[number]) =>
    (await send(shop.urls[port], { path: doors[port], headers: { authorization } })).status;
  for (const port of ports) {
    for (const right of [`bearer ${token}`, `BEARER   ${token}`, `Bearer ${token}  `])
      expect([right.slice(0, 9), port, await statusOf(right, port)]).not.toContain(401);
    for (const wrong of [
      "",
      token,
      `Bearer${token}`,
      `Bearer\t${token}`,
      `Bearer ${token},Bearer x`,
      `Bearer "${token}"`,
    ])
      expect([wrong.slice(0, 9), port, await statusOf(wrong, port)]).toContain(401);
  }
});
