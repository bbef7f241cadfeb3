/** Somebody with a second factor, as tests sign in with it. */
import { expect } from "vitest";
import { decodeJwt } from "jose";
import { Secret, TOTP } from "otpauth";
import { registered, type Person, type RunningUser } from "./running-user.ts";
import { createAuthenticator, type Authenticator } from "./software-authenticator.ts";

type Api = Pick<RunningUser, "api" | "rows">;
const step = 30_000;

/** The code of an app, so many steps of thirty seconds from now. */
export type App = { codeAt(steps: number): string };

export const appOf = (otpauthUri: string): App => {
  const secret = Secret.fromBase32(new URL(otpauthUri).searchParams.get("secret") ?? "");
  return { codeAt: (steps) => new TOTP({ secret }).generate({ timestamp: Date.now() + steps * step }) };
};

export const logIn = ({ api }: Api, { email, password }: Pick<Person, "email" | "password">) =>
  api.logIn({ body: { email, password } });

/** As if its app had shown its first code long ago: that of now is good, whenever a step ends meanwhile. */
export async function withApp(user: Api, token: string): Promise<App & { readonly id: string }> {
  const { body, status } = await user.api.addSecondFactor({ token, body: { kind: "totp" } });
  expect(status).toBe(201);
  if (body.kind !== "totp") throw new Error("It is of another kind");
  const app = appOf(body.otpauthUri);
  const confirmed = await user.api.confirmSecondFactor({
    token,
    params: { id: body.id },
    body: { code: app.codeAt(0) },
  });
  expect(confirmed.status).toBe(200);
  const owner = { _id: decodeJwt(token).sub as never };
  await user.rows("second_factors").updateOne(
    owner,
    { $set: { "factors.$[app].lastStep": 0 } },
    {
      arrayFilters: [{ "app.id": body.id }],
    },
  );
  return { id: body.id, ...app };
}

/** A session as it is whose owner's first factor was added before that ended the others. */
export async function goOn({ rows }: Api, token: string): Promise<void> {
  const { sub, sid } = decodeJwt(token);
  const account = await rows("accounts").findOne({ _id: sub as never });
  const before = { end: null, credential: account?.["credential"] as number };
  await rows("sessions").updateOne({ _id: sid as never }, { $set: before });
}

/** Registered and signed in, with an app. */
export async function personWithApp(user: Api) {
  const person = await registered(user);
  const { accessToken: token, refreshToken, user: me } = (await logIn(user, person)).body;
  return { person, token, refreshToken, me, app: await withApp(user, token) };
}

export async function withPasskey(
  user: Api,
  token: string,
  ownerId: string,
  authenticator: Authenticator = createAuthenticator(ownerId),
) {
  const { body } = await user.api.addSecondFactor({ token, body: { kind: "passkey" } });
  if (body.kind !== "passkey") throw new Error("It is of another kind");
  const answer = await user.api.confirmSecondFactor({
    token,
    params: { id: body.id },
    body: { attestation: authenticator.attest(body.options.challenge) },
  });
  return { id: body.id, options: body.options, answer, authenticator };
}

export async function personWithPasskey(user: Api) {
  const person = await registered(user);
  const { accessToken: token, user: me } = (await logIn(user, person)).body;
  const passkey = await withPasskey(user, token, me.id);
  expect(passkey.answer.status).toBe(200);
  return { person, token, me, ...passkey };
}

/** The challenge that the right password is answered with. */
export async function challengeFor(user: Api, person: Pick<Person, "email" | "password">): Promise<string> {
  const { problem } = await logIn(user, person);
  expect(problem).toMatchObject({ status: 401, code: "auth.second_factor_required" });
  return String(problem?.["challenge"]);
}
