/** The end of an account: closed at once, told to the others, and gone when they are done. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import { orderEvents } from "@shop/contracts/order/events";
import { userEvents } from "@shop/contracts/user/events";
import { readMetrics } from "@shop/kit/process/metrics";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { held, ofNobody, stays } from "../src/privacy/held-rows.ts";
import {
  asAdmin,
  mailServer,
  registered,
  runUser,
  serversOfOurOwn,
  type RunningUser,
} from "./running-user.ts";

let user: RunningUser;
let ear: BusEar;
const open = new AsyncDisposableStack();
beforeAll(async () => {
  const servers = await serversOfOurOwn();
  ear = open.use(await listenTo(servers.amqpUrl, userEvents));
  user = open.use(await runUser({ erasureRestMs: 0 }, servers));
});
afterAll(() => open[Symbol.asyncDispose]());

async function signedInPerson() {
  const person = await registered(user);
  const { email, password } = person;
  const { body } = await user.api.logIn({ body: { email, password } });
  return { ...person, id: body.user.id, token: body.accessToken, refreshToken: body.refreshToken };
}
type SignedIn = Awaited<ReturnType<typeof signedInPerson>>;

const ask = ({ token, password }: Pick<SignedIn, "token" | "password">) =>
  user.api.requestErasure({ token, body: { password } });
const heardOf = (id: string, name: string) =>
  until(() => ear.heard.find((event) => event.aggregateId === id && event.name === name), `${name} of ${id}`);

/** What the other services say once they are done. */
async function othersAreDone(userId: string, erasureId: string): Promise<void> {
  await ear.say(catalogEvents.personErased.of({ userId, erasureId }));
  await ear.say(orderEvents.personErased.of({ userId, erasureId }));
}

const linked = (location: string | null) => {
  const [, id = "", access = ""] = /^\/erasures\/([^?]+)\?access=(.+)$/.exec(location ?? "") ?? [];
  return { params: { id }, query: { access } };
};

test("who asks with the password is closed out at once, and the others are told, with ids alone", async () => {
  const person = await signedInPerson();
  expect((await ask({ ...person, password: "not this one" })).problem).toMatchObject({
    status: 403,
    code: "auth.wrong_password",
  });
  expect((await user.api.getMyErasure({ token: person.token })).problem?.code).toBe("erasure.not_found");
  const { status, body, headers } = await ask(person);
  expect(status).toBe(202);
  expect(Date.parse(body.deadline) - Date.parse(body.requestedAt)).toBe(30 * 24 * 60 * 60_000);
  const { problem } = await user.api.logIn({ body: { email: person.email, password: person.password } });
  expect(problem).toMatchObject({ status: 401, code: "auth.invalid_credentials" });
  expect((await user.api.refresh({ body: { refreshToken: person.refreshToken } })).status).toBe(401);
  expect((await user.api.getMe({ token: person.token })).problem?.code).toBe("auth.account_gone");
  expect(await user.rows("sessions").findOne({ "holder.id": person.id })).toMatchObject({
    end: { reason: "erased" },
  });
  const event = await heardOf(person.id, "user.erasure_requested");
  expect(event.data).toEqual({
    userId: person.id,
    erasureId: body.id,
    requestedAt: body.requestedAt,
    deadline: body.deadline,
  });
  const link = linked(headers.get("location"));
  expect((await user.api.getErasure(link)).body.id).toBe(body.id);
  expect((await user.api.getMyErasure({ token: person.token })).body.status).toBe("erasing");
  const mail = await until(() => mailServer.mailsTo(person.email).at(-1)?.text.includes(link.query.access));
  expect(mail).toBe(true);
});

test("asked again, also at the same time, it is the same erasure", async () => {
  const person = await signedInPerson();
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask(person)));
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect((await ask(person)).body.id).toBe(answers[0]?.body.id);
  expect(await user.rows("erasures").countDocuments({ userId: person.id })).toBe(1);
});

test("the last admin makes somebody else one first", async () => {
  const admin = { ...(await asAdmin(user)), password: "admin-of-the-shop" };
  expect((await ask(admin)).problem).toMatchObject({ status: 409, code: "user.last_admin" });
  expect((await user.api.getMe({ token: admin.token })).status).toBe(200);
  const heir = await signedInPerson();
  const roles = { roles: ["admin" as const] };
  await user.api.updateUser({ token: admin.token, params: { id: heir.id }, body: roles });
  expect((await ask(admin)).status).toBe(202);
  // Who is to be erased runs nothing any more.
  const { body: again } = await user.api.logIn({ body: { email: heir.email, password: heir.password } });
  const last = { token: again.accessToken, password: heir.password };
  expect((await ask(last)).status).toBe(409);

  const other = await signedInPerson();
  await user.api.updateUser({ token: last.token, params: { id: other.id }, body: roles });
  const { body } = await user.api.logIn({ body: { email: other.email, password: other.password } });
  const both = [ask(last), ask({ token: body.accessToken, password: other.password })];
  const statuses = (await Promise.all(both)).map(({ status }) => status);
  expect(statuses.toSorted((a, b) => a - b)).toEqual([202, 409]);
});

test("when the others are done the account goes: what is left are ids, times and numbers", async () => {
  const person = await signedInPerson();
  await user.api.forgotPassword({ body: { email: person.email } });
  const { body, headers } = await ask(person);
  await heardOf(person.id, "user.erasure_requested");
  const link = linked(headers.get("location"));
  await ear.say(catalogEvents.personErased.of({ userId: person.id, erasureId: body.id }));
  await until(async () => (await user.api.getErasure(link)).body.services[0]?.erasedAt);
  expect((await user.api.getErasure(link)).body.status).toBe("erasing");
  expect(await user.rows("accounts").findOne({ _id: person.id as never })).not.toBeNull();
  await Promise.all([othersAreDone(person.id, body.id), othersAreDone(person.id, body.id)]);
  await until(async () => (await user.api.getErasure(link)).body.status === "erased");
  await heardOf(person.id, "user.erased");
  const proof = await user.rows("erasures").findOne({ _id: body.id as never });
  expect(proof).toMatchObject({ owes: [], counts: { accounts: 1, sessions: 1, refresh_tokens: 1 } });
  for (const { collection } of held)
    expect({ collection, row: await user.rows(collection).findOne({ $or: idsOf(person) }) }).toEqual({
      collection,
      row: null,
    });
  const mails = mailServer.mailsTo(person.email).filter(({ raw }) => raw.includes("You are erased"));
  expect(mails).toHaveLength(1);
  expect(await ear.eventsOf(person.id, 5)).toHaveLength(5);
  await registered(user, { email: person.email });
});

test("one that is late is counted until it has ended", async () => {
  const late = async () => Number(/^erasures_late\{?[^\n]* (\d+)$/m.exec((await readMetrics()).text)?.[1]);
  const before = await late();
  const person = await signedInPerson();
  const { body } = await ask(person);
  await user.rows("erasures").updateOne({ _id: body.id as never }, { $set: { deadline: new Date(0) } });
  expect(await late()).toBe(before + 1);
  await othersAreDone(person.id, body.id);
  await until(async () => (await late()) === before);
});

const idsOf = ({ id, email }: SignedIn) => [
  { _id: id as never },
  { _id: email.toLowerCase() as never },
  { "holder.id": id },
];

test("a link to another erasure shows as much as one to none", async () => {
  const [one, another] = [await signedInPerson(), await signedInPerson()];
  const first = linked((await ask(one)).headers.get("location"));
  const { params } = linked((await ask(another)).headers.get("location"));
  const wrong = await user.api.getErasure({ ...first, params });
  const none = await user.api.getErasure({ ...first, params: { id: "none" } });
  expect([wrong.status, wrong.problem?.detail]).toEqual([none.status, none.problem?.detail]);
  expect(wrong.status).toBe(404);
});

test("the other services learn the address while it runs, and nobody's else", async () => {
  const [leaving, staying] = [await signedInPerson(), await signedInPerson()];
  await ask(leaving);
  const emailOf = async ({ id }: SignedIn) => (await user.internal.getPerson({ params: { id } })).body.email;
  expect(await emailOf(leaving)).toBe(leaving.email);
  expect(await emailOf(staying)).toBeNull();
  const ids = [staying.id, "a-guest"];
  expect((await user.internal.findAccounts({ body: { ids } })).body.ids).toEqual([staying.id]);
});

test("a password that was forgotten before cannot open the account again", async () => {
  const person = await signedInPerson();
  await user.api.forgotPassword({ body: { email: person.email } });
  const tokenOf = (text: string) => /reset-password\?token=([\w-]{43})/.exec(text)?.[1];
  const mailed = () => mailServer.mailsTo(person.email).flatMap(({ text }) => tokenOf(text) ?? [])[0];
  const token = await until(mailed);
  await ask(person);
  const { problem } = await user.api.resetPassword({ body: { token, password: "three quiet green lamps" } });
  expect(problem?.code).toBe("auth.invalid_token");
});

test("every collection says whose it is", async () => {
  const { db } = user.rows("accounts").conn;
  const names = ((await db?.listCollections().toArray()) ?? []).map(({ name }) => name);
  const known = new Set([...[...held, ...stays].map(({ collection }) => collection), ...ofNobody]);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});

test("logs name nobody", () => {
  expect(user.lines.filter((line) => JSON.stringify(line).includes("@example.com"))).toEqual([]);
});
