/** Who gets in: the same at the gateway and at each service's own port. */
import { orProblem } from "@shop/client/refusal";
import { orderApi } from "@shop/contracts/order/api";
import { createHeldClient } from "@shop/testing/held-client";
import { createClient } from "@shop/testing/http";
import { withinASecond } from "@shop/testing/soon";
import { createTestTokens } from "@shop/testing/tokens";
import { importJWK, SignJWT, type JWK } from "jose";
import mongoose from "mongoose";
import { createSealer } from "@shop/kit/process/sealer";
import { expect, test } from "vitest";
import { createAuthenticator } from "../../services/user/test/software-authenticator.ts";
import { ask } from "./authorisation/ask.ts";
import { endpoints } from "./authorisation/endpoints.ts";
import { whoIn } from "./authorisation/who-in.ts";
import { anOrder, api, newKey } from "../test-shop.ts";
import { shop } from "./shared-shop.ts";

test("a foreign order is a 404 equal to a missing one", async () => {
  const sku = await shop.sell(5);
  const [alice, mallory] = [await shop.guest(), await shop.guest()];
  const { body: order } = await alice.placeOrder({ body: anOrder(sku), ...newKey() });
  const foreign = await orProblem(mallory.getOrder({ params: { id: order.id } }));
  const missing = await orProblem(mallory.getOrder({ params: { id: crypto.randomUUID() } }));
  const shape = (answer: typeof foreign) =>
    JSON.stringify({ ...answer, requestId: "" }).replace(/Order \S+/, "Order ?");
  expect([foreign.status, missing.status]).toEqual([404, 404]);
  expect(shape(foreign)).toBe(shape(missing));
});

test.each(["gateway", "order"] as const)("a bad, absent or expired token is 401 at the %s", async (name) => {
  const stranger = createTestTokens();
  const good = await signAsTheShop("5m");
  expect((await createClient(shop.urls[name], orderApi, { token: good }).getCart()).status).toBe(200);
  const expired = await signAsTheShop("-10s");
  const forged = await stranger.tokenFor({ id: "alice", role: "admin" });
  const unsigned = `${btoa(JSON.stringify({ alg: "none", typ: "at+jwt" }))}.${forged.split(".")[1]}.`;
  for (const token of [undefined, "rubbish", expired, forged, unsigned]) {
    const { status, headers } = await createClient(shop.urls[name], orderApi, { token }).getCart();
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toMatch(/^Bearer/);
  }
});

test.each(["gateway", "order"] as const)("the %s reads the name of a scheme in any case", async (name) => {
  const { token } = await shop.guest();
  const statusOf = async (authorization: string) =>
    (await fetch(`${shop.urls[name]}/cart`, { headers: { authorization } })).status;
  const right = ["Bearer", "bearer", "BEARER", "bEARER", "Bearer  "].map((scheme) => `${scheme} ${token}`);
  expect(await Promise.all(right.map(statusOf))).toEqual(right.map(() => 200));
  const wrong = [token, `Basic ${token}`, "Bearer", `Bearer${token}`, `Bearer ${token} ${token}`];
  expect(await Promise.all(wrong.map(statusOf))).toEqual(wrong.map(() => 401));
});

test.each([
  ["DELETE", "/cart/lines/{sku}"],
  ["DELETE", "/cart"],
  ["POST", "/orders/{order}/cancel"],
  ["POST", "/auth/guest"],
])("%s %s takes the header of a body that it does not need, and an empty one", async (method, path) => {
  const sku = await shop.sell(10);
  const { token, ...alice } = await shop.guest();
  const authorization = `Bearer ${token}`;
  const statusOf = async (init: RequestInit): Promise<number> => {
    await alice.addCartLine({ body: { sku, quantity: 1 } });
    const { body: order } = await alice.placeOrder({ body: anOrder(sku), ...newKey() });
    const url = shop.gatewayUrl + path.replace("{sku}", sku).replace("{order}", order.id);
    return (await fetch(url, { method, ...init })).status;
  };
  const without = await statusOf({ headers: { authorization } });
  expect(without).toBeOneOf([200, 201, 204]);
  const headers = { authorization, "Content-Type": "application/json" };
  const chunked = { headers, body: new Blob([]).stream(), duplex: "half" } as const;
  for (const init of [{ headers }, { headers, body: "" }, chunked])
    expect(await statusOf(init)).toBe(without);
});

/** Of development. */
const sealer = createSealer(["development-sealing-secret-of-the-shop"]);

/** A token of a guest, signed with the key that the shop itself signs with now. */
async function signAsTheShop(lifetime: string): Promise<string> {
  await using client = await mongoose.mongo.MongoClient.connect(shop.databases.user);
  const keys = client.db().collection<{ startsAt: Date; kid: string; sealedKey: string }>("signing_keys");
  const [key] = await keys
    .find({ startsAt: { $lte: new Date() } })
    .sort({ startsAt: -1 })
    .limit(1)
    .toArray();
  if (!key) throw new Error("The shop has no signing key");
  return new SignJWT({ sid: crypto.randomUUID(), roles: ["guest"] })
    .setProtectedHeader({ alg: "RS256", typ: "at+jwt", kid: key.kid })
    .setIssuer("supercoolshop")
    .setAudience("supercoolshop")
    .setSubject("somebody")
    .setIssuedAt()
    .setExpirationTime(lifetime)
    .sign(await importJWK(JSON.parse(sealer.open(key.sealedKey)) as JWK, "RS256"));
}

test("each service's own port refuses without a token what is not for all", async () => {
  const paths = { catalog: "/stock/66432-BLK", user: "/me", order: "/orders" } as const;
  for (const [name, path] of Object.entries(paths))
    expect((await fetch(shop.urls[name as keyof typeof paths] + path)).status).toBe(401);
  const { token } = await shop.logIn("admin");
  const quotes = {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: "{}",
  };
  expect((await fetch(`${shop.urls.catalog}/internal/quotes`, quotes)).status).toBe(401);
  expect((await fetch(`${shop.gatewayUrl}/internal/quotes`, quotes)).status).toBe(404);
});

test("a signed-out token is refused at the gateway within a second", async () => {
  const alice = await shop.logIn("alice");
  expect((await alice.getMe()).status).toBe(200);
  expect((await alice.logOut()).status).toBe(204);
  const status = async () => (await orProblem(alice.getMe())).status;
  await withinASecond(async () => expect(await status()).toBe(401));
});

/** What the staff may do, at every service. */
const acts = endpoints.filter(({ endpoint }) => /^(staff|admin)/.test(whoIn(endpoint)));
const getMeBy = (token: string) => createHeldClient(shop.gatewayUrl, api, { token }).getMe();

test("a member of the staff who adds a second factor works on in that session only, wherever the others would act", async () => {
  const person = await shop.customer();
  const params = { id: person.id };
  await (await shop.logIn("admin")).updateUser({ params, body: { roles: ["admin"] } });
  const { email, password } = person;
  const signIn = async () => (await shop.nobody.logIn({ body: { email, password } })).body.accessToken;
  const [old, token] = [await signIn(), await signIn()];
  const outcomes = async (shown: string) =>
    new Set(await Promise.all(acts.map(({ endpoint }) => ask(shop.gatewayUrl, endpoint, shown))));
  const mine = createHeldClient(shop.gatewayUrl, api, { token });
  expect(await outcomes(old)).toEqual(new Set(["in"]));

  const { body: begun } = await mine.addSecondFactor({ body: { kind: "passkey" } });
  if (begun.kind !== "passkey") throw new Error("It is of another kind");
  const origin = shop.gatewayUrl.replace("127.0.0.1", "localhost");
  const authenticator = createAuthenticator(person.id, { origin, rpId: begun.options.rp.id });
  const attestation = authenticator.attest(begun.options.challenge);
  await mine.confirmSecondFactor({ params: { id: begun.id }, body: { attestation } });
  await withinASecond(async () => expect((await orProblem(getMeBy(old))).status).toBe(401));
  expect(await outcomes(old)).toEqual(new Set([401]));
  expect(await outcomes(token)).toEqual(new Set(["in"]));
});

test("a customer may not touch stock; staff may", async () => {
  const sku = await shop.sell(5);
  const alice = await shop.logIn("alice");
  expect(await orProblem(alice.getStock({ params: { sku } }))).toMatchObject({ status: 403 });
  const admin = await shop.logIn("admin");
  expect((await admin.getStock({ params: { sku } })).status).toBe(200);
});

test("who registers gets in by the mail's link and not before, and is told by mail of a second try", async () => {
  const email = `${crypto.randomUUID()}@example.com`;
  const visitor = await shop.guest();
  const person = { email, password: "the first password of Ana", name: "Ana" };
  const logIn = ({ password }: { readonly password: string }) =>
    orProblem(visitor.logIn({ body: { email, password } }));
  expect((await visitor.register({ body: person })).status).toBe(202);
  expect(await logIn(person)).toMatchObject({ status: 401 });
  await expect.poll(() => shop.mailsTo(email)).toHaveLength(1);

  const ana = await shop.customer(email);
  expect((await ana.getMe()).body).toMatchObject({ email, emailVerified: true });
  // The second registration, whose link was followed, has replaced the first.
  expect(await logIn(person)).toMatchObject({ status: 401 });
  const [link] = /http\S+verify-email\?token=\S+/.exec((await shop.mailsTo(email))[0]?.text ?? "") ?? [];
  expect(link).toMatch(/^http:\/\/localhost:\d+\/verify-email/);
  expect(new URL(link ?? "").port).toBe(new URL(shop.gatewayUrl).port);

  expect((await visitor.register({ body: person })).status).toBe(202);
  const subjects = async () => (await shop.mailsTo(email)).map(({ subject }) => subject);
  await expect.poll(subjects).toContain("You have an account already");
  expect(await logIn(ana)).toMatchObject({ status: 200 });
});
