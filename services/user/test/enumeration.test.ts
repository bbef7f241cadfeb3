/** How long the answers take is compared by `tests/load/telltale-times.ts`. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  aPerson,
  disabledPerson,
  mailedToken,
  registered,
  runUser,
  type RunningUser,
} from "./running-user.ts";

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());

/** Everything of an answer but what differs between any two. */
async function answerTo(path: string, body: object): Promise<unknown> {
  const response = await fetch(user.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = (await response.text()).replaceAll(/"requestId":"[^"]+"/g, "");
  const headers = [...response.headers].filter(([name]) => !["date", "x-request-id"].includes(name));
  return { status: response.status, headers, text };
}

test("a failed login does not tell whether the address has an account", async () => {
  const { email } = await registered(user);
  const pending = aPerson();
  await mailedToken(user, pending);
  const password = "wrong password";
  const unknown = await answerTo("/auth/login", { email: aPerson().email, password });
  expect(unknown).toMatchObject({ status: 401, text: expect.stringContaining("auth.invalid_credentials") });
  expect(await answerTo("/auth/login", { email, password })).toEqual(unknown);
  expect(await answerTo("/auth/login", { ...pending, name: undefined })).toEqual(unknown);
  expect(await answerTo("/auth/login", { ...(await disabledPerson(user)), name: undefined })).toEqual(
    unknown,
  );
  expect(await answerTo("/auth/login", { email: `no address at all ${randomUUID()}`, password })).toEqual(
    unknown,
  );
});

test("a registration does not tell whether the address has an account", async () => {
  const { email } = await registered(user);
  const pending = aPerson();
  const free = await answerTo("/auth/register", pending);
  expect(free).toMatchObject({ status: 202 });
  expect(await answerTo("/auth/register", pending)).toEqual(free);
  expect(await answerTo("/auth/register", { ...aPerson(), email })).toEqual(free);
});

test("a forgotten password does not tell whether the address has an account", async () => {
  const { email } = await registered(user);
  const pending = aPerson();
  await mailedToken(user, pending);
  const unknown = await answerTo("/auth/forgot-password", { email: aPerson().email });
  expect(unknown).toMatchObject({ status: 202 });
  for (const known of [email, pending.email, (await disabledPerson(user)).email])
    expect(await answerTo("/auth/forgot-password", { email: known })).toEqual(unknown);
});
