/** A second factor through the whole shop: what it takes to become staff, at the gateway and at a service's own port. */
import { isProblem, orProblem } from "@shop/client/refusal";
import { createHeldClient } from "@shop/testing/held-client";
import { demoLogins } from "@shop/local/processes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAuthenticator } from "../../services/user/test/software-authenticator.ts";
import { api, openShop, type TestShop } from "../test-shop.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop({ env: { SECOND_FACTOR_FOR: "staff" } });
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

/** What a member of the staff is answered: 404 is that there is no such stock, 403 that it is none of one's business. */
const stockOf = async (token: string) => {
  const ask = async (url: string) => {
    const asking = createHeldClient(url, api, { token }).getStock({ params: { sku: "none" } });
    return (await orProblem(asking)).status;
  };
  return [await ask(shop.gatewayUrl), await ask(shop.urls.catalog)];
};

test("an admin is a customer until there is a passkey, signs in with it from then on, and keeps the last", async () => {
  const anybody = shop.nobody;
  const { body: first } = await anybody.logIn({ body: demoLogins.admin });
  expect(first.secondFactorNeeded).toBe(true);
  expect(await stockOf(first.accessToken)).toEqual([403, 403]);

  const admin = createHeldClient(shop.gatewayUrl, api, { token: first.accessToken });
  const { body: begun } = await admin.addSecondFactor({ body: { kind: "passkey" } });
  if (begun.kind !== "passkey") throw new Error("It is of another kind");
  const origin = shop.gatewayUrl.replace("127.0.0.1", "localhost");
  const authenticator = createAuthenticator(first.user.id, { origin, rpId: begun.options.rp.id });
  const attestation = authenticator.attest(begun.options.challenge);
  const params = { id: begun.id };
  expect((await admin.confirmSecondFactor({ params, body: { attestation } })).status).toBe(200);
  const { body: lifted } = await anybody.refresh({ body: { refreshToken: first.refreshToken } });
  expect(await stockOf(lifted.accessToken)).toEqual([404, 404]);

  const asked = await orProblem(anybody.logIn({ body: demoLogins.admin }));
  expect(asked).toMatchObject({ code: "auth.second_factor_required", kinds: ["passkey"] });
  const challenge = isProblem(asked) ? String(asked["challenge"]) : "";
  const shown = { challenge, assertion: authenticator.assert(challenge) };
  const { body: second } = await anybody.answerChallenge({ body: shown });
  expect(await stockOf(second.accessToken)).toEqual([404, 404]);
  expect(await orProblem(anybody.answerChallenge({ body: shown }))).toMatchObject({ status: 401 });

  const { password } = demoLogins.admin;
  const staff = createHeldClient(shop.gatewayUrl, api, { token: second.accessToken });
  const remove = (typed: string) =>
    orProblem(staff.removeSecondFactor({ params, body: { password: typed } }));
  expect(await remove("not this one")).toMatchObject({ code: "auth.wrong_password" });
  expect(await remove(password)).toMatchObject({ code: "second_factor.needed" });
});
