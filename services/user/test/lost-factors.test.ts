/** Second factors that are lost, and those that somebody else has put there. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { revokedSessionsKey } from "@shop/contracts/user/sessions";
import { openRedis } from "@shop/testing/patient-redis";
import { until } from "@shop/testing/until";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { enter, enterAsAdmin, type Entered } from "./admin.ts";
import { challengeFor, logIn, personWithApp, personWithPasskey } from "./factored-person.ts";
import { mailServer, registered, runUser, type Person, type RunningUser } from "./running-user.ts";

let user: RunningUser;
let admin: Entered;
beforeAll(async () => {
  user = await runUser();
  admin = await enterAsAdmin(user);
});
afterAll(() => user[Symbol.asyncDispose]());

const better = "three quiet green lamps";
const removeAll = (id: string, { token } = admin) => user.api.removeUserFactors({ params: { id }, token });

type WithPasskey = Awaited<ReturnType<typeof personWithPasskey>>;
type Passkey = Pick<WithPasskey, "authenticator">;

const answerWith = async ({ authenticator }: Passkey, challenge: string) =>
  (await user.api.answerChallenge({ body: { challenge, assertion: authenticator.assert(challenge) } }))
    .status;
const signInAlone = async (passkey: Passkey) =>
  answerWith(passkey, (await user.api.beginWithPasskey()).body.challenge);
const signInAfter = async (passkey: Passkey, person: Pick<Person, "email" | "password">) =>
  answerWith(passkey, await challengeFor(user, person));

async function resetPassword({ email }: Person): Promise<void> {
  await user.api.forgotPassword({ body: { email } });
  const link = () =>
    /reset-password\?token=([\w-]{43})/.exec(mailServer.mailsTo(email).at(-1)?.text ?? "")?.[1];
  const token = await until(link);
  expect((await user.api.resetPassword({ body: { token, password: better } })).status).toBe(204);
}

test("a passkey is good alone again when it was shown together with the password of now", async () => {
  const passkey = await personWithPasskey(user);
  expect(await signInAlone(passkey)).toBe(200);
  await resetPassword(passkey.person);
  expect(await signInAlone(passkey)).toBe(401);
  expect(await signInAfter(passkey, { email: passkey.person.email, password: better })).toBe(200);
  expect(await signInAlone(passkey)).toBe(200);
});

test("from somebody who has none nothing is taken, and nobody is told or signed out", async () => {
  const person = await registered(user);
  const { body } = await logIn(user, person);
  for (let time = 0; time < 2; time += 1) expect((await removeAll(body.user.id)).status).toBe(204);
  expect((await user.api.getMe({ token: body.accessToken })).body.version).toBe(body.user.version);
  expect((await user.api.refresh({ body: { refreshToken: body.refreshToken } })).status).toBe(200);
  expect(mailServer.mailsTo(person.email)).toHaveLength(1);
});

test("who knew the password and added a passkey is out once the owner has another one, and an admin lets the owner in", async () => {
  const theirs = await personWithPasskey(user);
  const { person, me } = theirs;
  await resetPassword(person);
  expect(await signInAlone(theirs)).toBe(401);
  expect((await logIn(user, { ...person, password: better })).status).toBe(401);

  expect((await removeAll(me.id)).status).toBe(204);
  const owner = await logIn(user, { ...person, password: better });
  expect(owner.status).toBe(200);
  expect(await signInAlone(theirs)).toBe(401);
  const { body } = await user.api.listSecondFactors({ token: owner.body.accessToken });
  expect(body).toMatchObject({ items: [], recoveryCodesLeft: 0 });
  const mail = await until(() =>
    mailServer.mailsTo(person.email).find(({ headers }) => headers.includes("no second factor any more")),
  );
  expect(mail.text).toContain("admin of SuperCoolShop has removed all second factors");
});

test("with the factors all sessions end, recovery codes and what waited to be confirmed as well; the passkey may be added anew", async () => {
  const { person, me, token, refreshToken } = await personWithApp(user);
  const codes = (await user.api.makeRecoveryCodes({ token })).body.codes;
  const pending = await user.api.addSecondFactor({ token, body: { kind: "passkey" } });
  const challenge = await challengeFor(user, person);
  expect((await removeAll(me.id)).status).toBe(204);
  expect((await user.api.refresh({ body: { refreshToken } })).status).toBe(401);
  const late = await user.api.answerChallenge({ body: { challenge, code: codes[0]! } });
  expect(late.problem?.code).toBe("auth.invalid_challenge");
  const again = await enter(user, person);
  const confirmed = await user.api.confirmSecondFactor({
    token: again.token,
    params: { id: pending.body.id },
    body: { code: "123456" },
  });
  expect(confirmed.status).toBe(404);
  expect((await user.api.addSecondFactor({ token: again.token, body: { kind: "totp" } })).status).toBe(201);
});

test("who has none is signed out all the same; somebody who is not there is not found", async () => {
  const { me, token, refreshToken } = await personWithApp(user);
  expect([(await removeAll(me.id)).status, (await removeAll(me.id)).status]).toEqual([204, 204]);
  expect((await user.api.refresh({ body: { refreshToken } })).status).toBe(401);
  expect((await removeAll("nobody")).problem).toMatchObject({ status: 404, code: "user.not_found" });
  expect((await removeAll(me.id, { ...admin, token })).status).toBe(403);
});

test("a sole admin who has lost theirs gets in again by a command on the server, which is on record and told of", async () => {
  const { token, refreshToken, me, person } = await personWithApp(user);
  const program = fileURLToPath(new URL("../src/remove-factors.ts", import.meta.url));
  const env = { MONGO_URL: user.mongoUrl, AMQP_URL: user.amqpUrl, REDIS_URL: inject("redisUrl") };
  const run = (...given: string[]) => promisify(execFile)(process.execPath, [program, ...given], { env });
  expect((await run(person.email.toUpperCase())).stdout).toContain(me.id);
  expect((await logIn(user, person)).status).toBe(200);
  expect((await user.api.refresh({ body: { refreshToken } })).status).toBe(401);
  const listed = async () => (await user.api.listAudit({ ...admin, query: { object: me.id } })).body.items;
  // The running service looks every ten seconds for what others have left.
  await expect.poll(listed, { timeout: 30_000 }).toMatchObject([
    {
      actor: "server",
      action: "users.remove_second_factors",
      before: { id: me.id, roles: ["customer"], disabled: false },
    },
  ]);
  expect(
    await user.rows("notices").countDocuments({ accountId: me.id, kind: "second_factors_removed" }),
  ).toBe(1);
  await using redis = await openRedis(inject("redisUrl"));
  expect(await redis.zscore(revokedSessionsKey, String(decodeJwt(token)["sid"]))).not.toBeNull();
  await expect(run("nobody@example.com")).rejects.toThrow("user.not_found");
});
