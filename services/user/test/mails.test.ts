/** Mails that addresses are owed: one at most, the newest; not too many an hour, and not for ever. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { until } from "@shop/testing/until";
import type mongoose from "mongoose";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { AddressRow } from "../src/registrations/address-rows.ts";
import {
  aPerson,
  mailedToken,
  mailServer,
  registered,
  runUser,
  tokenIn,
  type Person,
  type RunningUser,
} from "./running-user.ts";

const minute = 60_000;
const hour = 60 * minute;

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());
afterEach(() => mailServer.refuse(undefined));

const logIn = ({ email, password }: Person) => user.api.logIn({ body: { email, password } });
const register = async (body: Person) => expect((await user.api.register({ body })).status).toBe(202);
const verify = async (token: string) => (await user.api.verifyEmail({ body: { token } })).status;

const addressesOf = ({ rows }: RunningUser) =>
  rows("addresses") as unknown as mongoose.mongo.Collection<AddressRow>;
const rowOf = ({ email }: Person) => addressesOf(user).findOne({ _id: email });
const owedTo = async (person: Person) => (await rowOf(person))?.owes[0];
const change = ({ email }: Person, fields: object) =>
  addressesOf(user).updateOne({ _id: email }, { $set: fields });
const isDue = { "owes.0.dueAt": new Date(0) };

const untilSettled = (person: Person) => until(async () => (await rowOf(person))?.owes.length === 0);
/** The mail after its first failure: due in ten seconds, where the lease of an attempt under way is thirty. */
const untilPostponed = (person: Person) =>
  until(async () => {
    const task = await owedTo(person);
    const dueInMs = (task?.dueAt.getTime() ?? 0) - Date.now();
    return dueInMs > 0 && dueInMs < 15_000 ? task : undefined;
  });

test("an address gets five mails an hour at most, however often it is registered, taken or not", async () => {
  const owner = await registered(user);
  const person = aPerson();
  for (let time = 1; time <= 8; time++) {
    for (const body of [person, { ...person, email: owner.email }]) await register(body);
    if (time <= 4) await untilSettled(person);
    if (time <= 4) await untilSettled(owner);
  }
  await until(() => mailServer.mailsTo(person.email).length === 5);
  await until(() => mailServer.mailsTo(owner.email).length === 5);
  // The sixth waits for its hour: what was registered last can still be confirmed.
  const row = await until(async () => {
    const found = await rowOf(person);
    return (found?.owes[0]?.dueAt.getTime() ?? 0) > Date.now() + 50 * minute ? found : undefined;
  });
  expect(row.owes.map(({ id }) => id)).toEqual([row.registration?.id]);
  expect(mailServer.mailsTo(person.email)).toHaveLength(5);
  expect(mailServer.mailsTo(owner.email)).toHaveLength(5);

  const anHourAgo = row.sentAt.map((at) => new Date(at.getTime() - hour));
  await change(person, { sentAt: anHourAgo, ...isDue });
  await untilSettled(person);
  expect(mailServer.mailsTo(person.email)).toHaveLength(6);
  expect(await verify(tokenIn(mailServer.mailsTo(person.email)[5]) ?? "")).toBe(204);
});

test("whoever confirmed by a mail that was sent before a crash is not told that the address is taken", async () => {
  const person = aPerson();
  const token = await mailedToken(user, person);
  await untilSettled(person);
  expect(await verify(token)).toBe(204);
  const { id } = (await logIn(person)).body.user;
  const owedAt = new Date();
  const giveUpAt = new Date(owedAt.getTime() + 24 * hour);
  const left = { id, kind: "mail", email: person.email, owedAt, dueAt: new Date(0), attempts: 1, giveUpAt };
  await change(person, { owes: [left] });
  await untilSettled(person);
  expect(mailServer.mailsTo(person.email)).toHaveLength(1);
});

test("a mail that is not taken is tried again, and its token is good when it comes", async () => {
  const person = aPerson();
  mailServer.refuse("busy");
  await register(person);
  expect(await untilPostponed(person)).toMatchObject({ attempts: 1 });
  expect((await rowOf(person))?.sentAt).toEqual([]);
  mailServer.refuse(undefined);
  const token = await until(() => tokenIn(mailServer.mailsTo(person.email)[0]));
  await untilSettled(person);
  expect(await verify(token)).toBe(204);
});

test("a newer registration's mail replaces an older one's that nobody has taken yet", async () => {
  const person = aPerson();
  mailServer.refuse("busy");
  await register(person);
  const older = await untilPostponed(person);
  await register({ ...person, name: "Eve" });
  const newer = await until(async () => {
    const task = await untilPostponed(person);
    return task.id === older.id ? undefined : task;
  });
  const row = await rowOf(person);
  expect(row).toMatchObject({ registration: { id: newer.id, name: "Eve" } });
  expect(row?.owes).toHaveLength(1);
  mailServer.refuse(undefined);
  await untilSettled(person);
  expect(mailServer.mailsTo(person.email)).toHaveLength(1);
  expect(await verify(tokenIn(mailServer.mailsTo(person.email)[0]) ?? "")).toBe(204);
  expect((await logIn(person)).body.user.name).toBe("Eve");
});

test("an older mail that fails while a newer one is on its way leaves it alone", async () => {
  await using silent = await startSilentServer();
  await using slow = await runUser({ smtpUrl: silent.url });
  const person = aPerson();
  const find = () => addressesOf(slow).findOne({ _id: person.email });
  await slow.api.register({ body: person });
  const first = await until(() => silent.sockets[0]);
  await slow.api.register({ body: person });
  await until(() => silent.sockets[1]);
  const before = await find();
  first.write("554 Not now\r\n");
  await until(() => slow.lines.some(({ msg }) => msg === "Work failed"));
  expect((await find())?.owes).toEqual(before?.owes);
});

test("a mail that nobody takes for a day is given up, and a new registration begins anew", async () => {
  const person = aPerson();
  mailServer.refuse("no such mailbox");
  await register(person);
  await untilPostponed(person);
  await change(person, { "owes.0.owedAt": new Date(Date.now() - 24 * hour), ...isDue });
  await untilSettled(person);
  expect(mailServer.mailsTo(person.email)).toEqual([]);
  mailServer.refuse(undefined);
  expect(await verify(await mailedToken(user, person))).toBe(204);
});

/** Takes connections and says nothing. */
async function startSilentServer() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    sockets.push(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
