/** What gateways read in Redis is whole again after Redis has lost it. */
import { noneIsMissing, revokedSessionsKey } from "@shop/contracts/user/sessions";
import { openRedis } from "@shop/testing/patient-redis";
import { until } from "@shop/testing/until";
import { decodeJwt } from "jose";
import { expect, inject, test } from "vitest";
import { asAdmin, runUser } from "./running-user.ts";

const sessionIdOf = (accessToken: string) => String(decodeJwt(accessToken)["sid"]);

test("a Redis that has lost all is told again what ended lately, and that none is missing", async () => {
  const redisUrl = `${inject("redisUrl")}/8`;
  await using lost = await openRedis(redisUrl);
  await using user = await runUser({ redisUrl });
  const enter = async () => (await user.api.enterAsGuest()).body.accessToken;
  const [left, longAgo] = [await enter(), await enter()];
  expect((await user.api.logOut({ token: left })).status).toBe(204);
  const lately = sessionIdOf(left);
  const end = { at: new Date(Date.now() - 7 * 60_000), reason: "logged_out" };
  await user.rows("sessions").updateOne({ _id: sessionIdOf(longAgo) as never }, { $set: { end } });
  const { token } = await asAdmin(user);
  const key = { name: "feed", scopes: ["orders:read" as const] };
  const { id } = (await user.api.createApiKey({ token, body: key })).body;
  expect((await user.api.endApiKey({ token, params: { id } })).status).toBe(204);
  await lost.flushdb();
  await until(() => lost.zscore(revokedSessionsKey, noneIsMissing));
  const told = await lost.zrange(revokedSessionsKey, "0", "-1");
  expect(told.toSorted()).toEqual([lately, id, noneIsMissing].toSorted());
  expect(Number(await lost.zscore(revokedSessionsKey, lately))).toBeGreaterThan(Date.now() + 5 * 60_000);
});
