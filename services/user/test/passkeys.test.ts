/** Passkeys, beside the password and alone, and what is not one of this shop. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { challengeFor, logIn, personWithPasskey, withPasskey } from "./factored-person.ts";
import { disable, registered, runUser, type RunningUser } from "./running-user.ts";
import { createAuthenticator } from "./software-authenticator.ts";

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());

type Assertion = ReturnType<ReturnType<typeof createAuthenticator>["assert"]>;
const answer = (challenge: string, assertion: Assertion) =>
  user.api.answerChallenge({ body: { challenge, assertion } });
const begin = async () => (await user.api.beginWithPasskey()).body;
const wrong = { status: 401, code: "auth.wrong_second_factor" };
const evil = { origin: "https://shop.example.evil", rpId: "shop.example.evil" };

test("the browser is told what a passkey of this shop is", async () => {
  const { options, me, person, authenticator, token } = await personWithPasskey(user);
  expect(options).toMatchObject({
    rp: { id: "localhost", name: "SuperCoolShop" },
    user: { name: person.email, displayName: person.name },
    attestation: "none",
    excludeCredentials: [],
  });
  expect(Buffer.from(options.user.id, "base64url").toString()).toBe(me.id);
  const more = await user.api.addSecondFactor({ token, body: { kind: "passkey" } });
  expect(more.body).toMatchObject({ options: { excludeCredentials: [{ id: authenticator.id }] } });
});

test("who has a passkey signs in with it after the password, even where it does not ask who holds it", async () => {
  const { person, authenticator } = await personWithPasskey(user);
  const { problem } = await logIn(user, person);
  expect(problem).toMatchObject({ code: "auth.second_factor_required", kinds: ["passkey"] });
  const challenge = String(problem?.["challenge"]);
  expect(problem?.["options"]).toMatchObject({
    challenge,
    rpId: "localhost",
    allowCredentials: [{ id: authenticator.id, type: "public-key", transports: ["internal"] }],
    userVerification: "preferred",
  });
  const { status, body } = await answer(challenge, authenticator.assert(challenge, { isVerified: false }));
  expect([status, body.user.email]).toEqual([200, person.email]);
});

test("a passkey alone signs in, if it makes sure who holds it", async () => {
  const { me, authenticator } = await personWithPasskey(user);
  const { challenge, options } = await begin();
  expect(options).toMatchObject({ challenge, allowCredentials: [], userVerification: "required" });
  const unsure = await answer(challenge, authenticator.assert(challenge, { isVerified: false }));
  expect(unsure.problem).toMatchObject(wrong);
  const { status, body } = await answer(challenge, authenticator.assert(challenge));
  expect([status, body.user.id]).toEqual([200, me.id]);
  const session = await user.rows("sessions").findOne({ "holder.id": me.id, "proof.by": "passkey" });
  expect(session).not.toBeNull();
});

test("a passkey alone does not let in who is disabled", async () => {
  const { me, authenticator } = await personWithPasskey(user);
  await disable(user, me.id);
  const { challenge } = await begin();
  expect((await answer(challenge, authenticator.assert(challenge))).problem).toMatchObject(wrong);
});

test("the same answer is good once: it is of its challenge, and that is over", async () => {
  const { authenticator } = await personWithPasskey(user);
  const { challenge } = await begin();
  const assertion = authenticator.assert(challenge, { count: 0 });
  const statuses = await Promise.all(Array.from({ length: 4 }, () => answer(challenge, assertion)));
  expect(statuses.filter(({ status }) => status === 200)).toHaveLength(1);
  expect((await answer(challenge, assertion)).problem?.code).toBe("auth.invalid_challenge");
  expect((await answer((await begin()).challenge, assertion)).problem).toMatchObject(wrong);
});

test.each([
  ["another origin", { origin: evil.origin }],
  ["the shop's name at another port", { origin: "http://localhost:8081" }],
  ["the shop's name without its encryption", { origin: "https://localhost:8080" }],
  ["another relying party", { rpId: evil.rpId }],
  ["both", evil],
] as const)("a passkey's answer for %s is refused", async (_, place) => {
  const { authenticator, person } = await personWithPasskey(user);
  const { challenge } = await begin();
  expect((await answer(challenge, authenticator.assert(challenge, place))).problem).toMatchObject(wrong);
  const second = await challengeFor(user, person);
  expect((await answer(second, authenticator.assert(second, place))).problem).toMatchObject(wrong);
});

test("a passkey that was made for another origin or relying party is not added", async () => {
  const { accessToken: token, user: me } = (await logIn(user, await registered(user))).body;
  for (const place of [
    evil,
    { ...evil, rpId: "localhost" },
    { origin: "http://localhost:8080", rpId: "evil" },
  ]) {
    const { problem } = (await withPasskey(user, token, me.id, createAuthenticator(me.id, place))).answer;
    expect(problem).toMatchObject({ status: 400, code: "second_factor.wrong_attestation" });
  }
  expect((await user.api.listSecondFactors({ token })).body.items).toMatchObject([{ confirmed: false }]);
});

test("an attestation for another challenge, and one that is no CBOR, are not added", async () => {
  const { accessToken: token, user: me } = (await logIn(user, await registered(user))).body;
  const { body } = await user.api.addSecondFactor({ token, body: { kind: "passkey" } });
  const confirm = (attestation: ReturnType<ReturnType<typeof createAuthenticator>["attest"]>) =>
    user.api.confirmSecondFactor({ token, params: { id: body.id }, body: { attestation } });
  const authenticator = createAuthenticator(me.id);
  expect((await confirm(authenticator.attest("another"))).status).toBe(400);
  const good = authenticator.attest(body.kind === "passkey" ? body.options.challenge : "");
  const broken = { ...good, response: { ...good.response, attestationObject: "AAAA" } };
  expect((await confirm(broken)).status).toBe(400);
  expect((await confirm(good)).status).toBe(200);
});

test("a passkey belongs to one account", async () => {
  const first = await personWithPasskey(user);
  const { accessToken: token, user: me } = (await logIn(user, await registered(user))).body;
  const { answer: second } = await withPasskey(user, token, me.id, first.authenticator);
  expect(second.problem).toMatchObject({ status: 400, code: "second_factor.wrong_attestation" });
});

test("somebody else's passkey does not answer for this account, nor does one that claims another owner", async () => {
  const [mine, theirs] = [await personWithPasskey(user), await personWithPasskey(user)];
  const challenge = await challengeFor(user, mine.person);
  expect((await answer(challenge, theirs.authenticator.assert(challenge))).problem).toMatchObject(wrong);
  const alone = (await begin()).challenge;
  const { response, ...rest } = theirs.authenticator.assert(alone);
  const userHandle = Buffer.from(mine.me.id).toString("base64url");
  const claims = { ...rest, response: { ...response, userHandle } };
  expect((await answer(alone, claims)).problem).toMatchObject(wrong);
  expect((await answer(alone, createAuthenticator(mine.me.id).assert(alone))).problem).toMatchObject(wrong);
});

test("a counter that does not go on is that of a copy", async () => {
  const { authenticator } = await personWithPasskey(user);
  const alone = async (count: number) => {
    const { challenge } = await begin();
    return (await answer(challenge, authenticator.assert(challenge, { count }))).status;
  };
  expect([await alone(5), await alone(5), await alone(3), await alone(6)]).toEqual([200, 401, 401, 200]);
});

test("a code answers no challenge that a passkey was asked for alone", async () => {
  const { challenge } = await begin();
  const { problem } = await user.api.answerChallenge({ body: { challenge, code: "000000" } });
  expect(problem).toMatchObject(wrong);
});

test("a passkey that was removed signs nobody in", async () => {
  const { person, token, id, authenticator } = await personWithPasskey(user);
  const body = { password: person.password };
  expect((await user.api.removeSecondFactor({ token, params: { id }, body })).status).toBe(204);
  const { challenge } = await begin();
  expect((await answer(challenge, authenticator.assert(challenge))).problem).toMatchObject(wrong);
});
