/** Where somebody is signed in, and how it ends there. */
import { revokedSessionsKey } from "@shop/contracts/user/sessions";
import { openRedis } from "@shop/testing/patient-redis";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { registered, runUser, signedIn, type RunningUser } from "./running-user.ts";

let user: RunningUser;
const redis = await openRedis(inject("redisUrl"));
beforeAll(async () => {
  user = await runUser();
});
afterAll(async () => {
  await user[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const safari =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

async function twice() {
  const person = await registered(user);
  const logIn = async (userAgent: string) => {
    const body = { email: person.email, password: person.password };
    return (await user.api.logIn({ body, headers: { "User-Agent": userAgent } })).body;
  };
  return { there: await logIn(safari), here: await logIn(firefox) };
}

const idOf = ({ accessToken }: { readonly accessToken: string }) => String(decodeJwt(accessToken)["sid"]);
const refresh = async ({ refreshToken }: { readonly refreshToken: string }) =>
  (await user.api.refresh({ body: { refreshToken } })).status;

test("each is named as a person would, the latest first, and the one that asks is marked", async () => {
  const { there, here } = await twice();
  const { body } = await user.api.listSessions({ token: here.accessToken });
  expect(body.next).toBeNull();
  expect(body.items).toMatchObject([
    { id: idOf(here), device: "Firefox on Linux", current: true },
    { id: idOf(there), device: "Safari on iOS", current: false },
  ]);
  expect(body.items[0]?.place).toMatch(/^[\d.:a-f/]+$/);
  const page = await user.api.listSessions({ token: here.accessToken, query: { limit: "1" } });
  const next = { limit: "1", cursor: page.body.next ?? "" };
  const rest = await user.api.listSessions({ token: here.accessToken, query: next });
  expect([...page.body.items, ...rest.body.items]).toEqual(body.items);
});

test("one is ended: it refreshes no more, gateways are told, and the other goes on", async () => {
  const { there, here } = await twice();
  const params = { id: idOf(there) };
  expect((await user.api.endSession({ token: here.accessToken, params })).status).toBe(204);
  expect(await refresh(there)).toBe(401);
  expect(await redis.zscore(revokedSessionsKey, params.id)).not.toBeNull();
  expect((await user.api.listSessions({ token: here.accessToken })).body.items).toHaveLength(1);
  expect(await refresh(here)).toBe(200);
  expect((await user.api.endSession({ token: here.accessToken, params })).status).toBe(204);
});

test("all are ended, the one that asks too", async () => {
  const { there, here } = await twice();
  expect((await user.api.endSessions({ token: here.accessToken })).status).toBe(204);
  expect([await refresh(there), await refresh(here)]).toEqual([401, 401]);
  for (const session of [there, here])
    expect(await redis.zscore(revokedSessionsKey, idOf(session))).not.toBeNull();
});

test("somebody else's session is one that is not there", async () => {
  const [ana, ben] = [await signedIn(user), await signedIn(user)];
  const params = { id: idOf(ana) };
  const { problem } = await user.api.endSession({ token: ben.accessToken, params });
  expect(problem).toMatchObject({ status: 404, code: "session.not_found" });
  expect(await refresh(ana)).toBe(200);
});
