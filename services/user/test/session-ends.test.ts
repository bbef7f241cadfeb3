/** The end of a session is announced once, whoever ends it and however many do at once. */
import { userEvents } from "@shop/contracts/user/events";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { until } from "@shop/testing/until";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registered, runUser, serversOfOurOwn, type RunningUser } from "./running-user.ts";

let replicas: readonly [RunningUser, RunningUser];
let ear: BusEar;
const open = new AsyncDisposableStack();
beforeAll(async () => {
  const servers = await serversOfOurOwn();
  const first = open.use(await runUser({}, servers));
  replicas = [first, open.use(await runUser({}, servers))];
  ear = open.use(await listenTo(servers.amqpUrl, userEvents));
});
afterAll(() => open[Symbol.asyncDispose]());

const sessionIdOf = (accessToken: string) => String(decodeJwt(accessToken)["sid"]);

/** Of a holder, all that is announced and saved; nothing of it waits any more. */
async function endsOf(holderId: string, sessionIds: readonly string[], before: number) {
  const events = (await ear.eventsOf(holderId, before + sessionIds.length)).slice(before);
  const [{ rows }] = replicas;
  const ended = { "holder.id": holderId, end: { $ne: null }, outbox: [] };
  await until(async () => (await rows("sessions").countDocuments(ended)) === sessionIds.length);
  return events.map(({ name, data }) => ({ name, ...(data as { sessionIds: string[] }) }));
}

test("of many requests that use an old token at once, at two replicas, one announces the end", async () => {
  const [{ api }] = replicas;
  const { body: first } = await api.enterAsGuest();
  await api.refresh({ body: { refreshToken: first.refreshToken } });
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      replicas[index % 2 ? 1 : 0].api.refresh({ body: { refreshToken: first.refreshToken } }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  const sessionIds = [sessionIdOf(first.accessToken)];
  expect(await endsOf(first.guest.id, sessionIds, 0)).toMatchObject([{ sessionIds }]);
});

test("two replicas that end a session at once announce it once, with the account's next number", async () => {
  const [one, other] = replicas;
  const { email, password } = await registered(one);
  const sessionIds: string[] = [];
  let userId = "";
  for (let round = 1; round <= 10; round++) {
    const { body } = await one.api.logIn({ body: { email, password } });
    userId = body.user.id;
    sessionIds.push(sessionIdOf(body.accessToken));
    const token = body.accessToken;
    const ends = await Promise.all([one.api.logOut({ token }), other.api.logOut({ token })]);
    expect(ends.map(({ status }) => status)).toEqual([204, 204]);
  }
  const announced = await endsOf(userId, sessionIds, 2);
  expect(announced.map((event) => event.sessionIds)).toEqual(sessionIds.map((id) => [id]));
  expect(await one.rows("accounts").findOne({ _id: userId as never })).toMatchObject({ sequence: 12 });
});

test("sessions of one account that end at once, at two replicas, each get a number of their own", async () => {
  const { email, password } = await registered(replicas[0]);
  const tokens: string[] = [];
  let userId = "";
  for (let time = 1; time <= 8; time++) {
    const { body } = await replicas[0].api.logIn({ body: { email, password } });
    userId = body.user.id;
    tokens.push(body.accessToken);
  }
  await Promise.all(tokens.map((token, index) => replicas[index % 2 ? 1 : 0].api.logOut({ token })));
  const sessionIds = tokens.map(sessionIdOf);
  const announced = await endsOf(userId, sessionIds, 2);
  expect(announced.flatMap((event) => event.sessionIds).toSorted()).toEqual(sessionIds.toSorted());
});
