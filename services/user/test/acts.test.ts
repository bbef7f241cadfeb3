/** What admins do to accounts, sessions and keys is on record, with what it was before and after, and no more than that. */
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "@shop/testing/until";
import { asAdmin, registered, runUser, signedIn, type RunningUser } from "./running-user.ts";

let user: RunningUser;
let admin: Awaited<ReturnType<typeof asAdmin>>;
beforeAll(async () => {
  user = await runUser();
  admin = await asAdmin(user);
});
afterAll(() => user[Symbol.asyncDispose]());

/** Newest first. */
const actsOn = (object: string, count: number) =>
  until(async () => {
    const { items } = (await user.api.listAudit({ token: admin.token, query: { object } })).body;
    return items.length >= count && items;
  }, `${count} acts on ${object}`);

test("a role and an end of it, with nothing that says who the person is", async () => {
  const person = await registered(user);
  const { email, password } = person;
  const { id } = (await user.api.logIn({ body: { email, password } })).body.user;
  const { token } = admin;
  await user.api.updateUser({ token, params: { id }, body: { roles: ["staff"] } });
  await user.api.updateUser({ token, params: { id }, body: { disabled: true } });
  // What was there already, and what is refused, are none.
  await user.api.updateUser({ token, params: { id }, body: {}, headers: { "If-Match": '"1"' } });
  const acts = await actsOn(id, 2);
  expect(acts).toMatchObject([
    {
      actor: admin.id,
      action: "users.update",
      before: { roles: ["staff"], disabled: false, version: 2 },
      after: { roles: ["staff"], disabled: true, version: 3 },
    },
    { before: { roles: ["customer"], version: 1 }, after: { roles: ["staff"], version: 2 } },
  ]);
  expect(acts).toHaveLength(2);
  expect(JSON.stringify(acts)).not.toContain(person.email);
  expect(JSON.stringify(acts)).not.toContain(person.name);
});

test("somebody is signed out at one place, and everywhere", async () => {
  const { accessToken, user: them } = await signedIn(user);
  const { id } = them;
  const sessionId = String(decodeJwt(accessToken)["sid"]);
  const { token } = admin;
  await user.api.endUserSession({ token, params: { id, sessionId } });
  await user.api.endUserSessions({ token, params: { id } });
  expect(await actsOn(sessionId, 1)).toMatchObject([
    {
      action: "users.end_session",
      before: { userId: id, endedAt: null },
      after: { userId: id, endedAt: expect.any(String) },
    },
  ]);
  expect(await actsOn(id, 1)).toMatchObject([{ action: "users.end_sessions" }]);
});

test("a key is made and ended; the key itself is nowhere", async () => {
  const { token } = admin;
  const { body } = await user.api.createApiKey({
    token,
    body: { name: "Import", scopes: ["catalog:write"] },
  });
  await user.api.endApiKey({ token, params: { id: body.id } });
  const acts = await actsOn(body.id, 2);
  expect(acts).toMatchObject([
    { action: "api_keys.end", before: { name: "Import" } },
    { action: "api_keys.create", before: null, after: { name: "Import", scopes: ["catalog:write"] } },
  ]);
  expect(JSON.stringify(acts)).not.toContain(body.key);
});
