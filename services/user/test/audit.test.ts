/** The audit log: what services tell of the acts of staff is kept once and for good, and found again. */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { orderEvents } from "@shop/contracts/order/events";
import { shop } from "@shop/contracts/shop";
import { userEvents } from "@shop/contracts/user/events";
import { actsBy, type StaffAct } from "@shop/testing/acts";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { createClient } from "@shop/testing/http";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAuditStore } from "../src/audit/audit-store.ts";
import { asAdmin, runUser, signedIn, type RunningUser } from "./running-user.ts";

let user: RunningUser;
let ear: BusEar;
let token: string;
let adminId: string;
beforeAll(async () => {
  user = await runUser();
  ear = await listenTo(user.amqpUrl, userEvents);
  ({ token, id: adminId } = await asAdmin(user));
});
afterAll(async () => {
  await ear[Symbol.asyncDispose]();
  await user[Symbol.asyncDispose]();
});

const anAct = (changes: Partial<StaffAct> = {}): StaffAct => ({
  actId: randomUUID(),
  at: new Date().toISOString(),
  actor: randomUUID(),
  action: "products.update",
  object: "66432",
  before: { price: { amount: 1999, currency: "EUR" }, attributes: { $set: "a", "a.b": "c" } },
  after: { price: { amount: 2499, currency: "EUR" }, attributes: {} },
  requestId: "request-1",
  ...changes,
});
const told = (act: StaffAct) => ear.say(catalogEvents.staffActed.of(act));
const list = async (query: Record<string, string>) => (await user.api.listAudit({ token, query })).body;
const untilListed = (actor: string, count: number) =>
  until(async () => {
    const { items } = await list({ actor, limit: "100" });
    return items.length >= count && items;
  }, `${count} acts of ${actor} are listed`);

test("an act is listed as it was told, and once, however often that was", async () => {
  const act = anAct();
  for (let time = 0; time < 3; time += 1) await told(act);
  await told({ ...act, after: null });
  await ear.untilTaken("user");
  const { actId: id, ...rest } = act;
  expect(await untilListed(act.actor, 1)).toEqual([{ id, ...rest }]);
});

test("each service is heard, and what has no object or left nothing is null", async () => {
  const actor = randomUUID();
  await ear.say(orderEvents.staffActed.of(anAct({ actor, action: "coupons.remove", after: null })));
  const none = { object: null, before: null, after: { redriven: 1, left: 0 } };
  await ear.say(userEvents.staffActed.of(anAct({ actor, action: "dead_letters.redrive_all", ...none })));
  const items = await untilListed(actor, 2);
  expect(items.find(({ action }) => action === "coupons.remove")).toMatchObject({ after: null });
  expect(items.find(({ action }) => action !== "coupons.remove")).toMatchObject(none);
});

test("it is narrowed by actor, action, object and time, and goes on page by page, newest first", async () => {
  const actor = randomUUID();
  const at = (minute: number) => `2026-03-0${minute > 4 ? 2 : 1}T10:0${minute}:00.000Z`;
  const acts = Array.from({ length: 7 }, (_, minute) =>
    anAct({
      actor,
      at: at(minute),
      object: `o-${minute % 2}`,
      action: minute < 3 ? "stock.set" : "stock.adjust",
    }),
  );
  // Two of one moment, and told in another order than they happened.
  acts.push(anAct({ actor, at: at(6), object: "o-0", action: "stock.adjust" }));
  for (const act of acts.toReversed()) await told(act);
  const all = await untilListed(actor, 8);
  expect(all.map((item) => item.at)).toEqual(
    acts
      .map((act) => act.at)
      .toSorted()
      .toReversed(),
  );

  const walked: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await list({ actor, limit: "3", ...(cursor !== undefined && { cursor }) });
    walked.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  }
  expect(walked).toEqual(all.map(({ id }) => id));

  const countOf = async (query: Record<string, string>) => (await list({ actor, ...query })).items.length;
  expect(await countOf({ action: "stock.set" })).toBe(3);
  expect(await countOf({ object: "o-1" })).toBe(3);
  expect(await countOf({ object: "o-1", action: "stock.set" })).toBe(1);
  expect(await countOf({ from: "2026-03-02" })).toBe(3);
  expect(await countOf({ to: "2026-03-01" })).toBe(5);
  expect(await countOf({ from: at(1), to: at(2) })).toBe(2);
  const { next } = await list({ actor, limit: "1" });
  const foreign = { actor, action: "stock.set", cursor: next ?? "" };
  expect((await user.api.listAudit({ token, query: foreign })).problem?.code).toBe("request.bad_cursor");
});

test.each([
  [{ actor: "a b" }],
  [{ action: "products" }],
  [{ object: "$ne" }],
  [{ "object[$ne]": "x" }],
  [{ from: "yesterday" }],
  [{ email: "ana@example.com" }],
])("%o is no search", async (query) => {
  const { status } = await user.api.listAudit({ token, query: query as Record<string, string> });
  expect(status).toBe(400);
});

test("no list reads more than it shows, and none is sorted", async () => {
  const rows = user.rows("audit");
  for (const search of [
    {},
    { actor: "a" },
    { action: "stock.set" },
    { object: "o" },
    { object: "o", actor: "a", action: "stock.set", from: new Date(0), to: new Date() },
  ]) {
    const asked: unknown[] = [];
    const find = (filter: object, options: object) => {
      const cursor = rows.find(filter, options);
      asked.push(cursor.explain());
      return { toArray: async () => [] };
    };
    const connection = { db: { collection: () => ({ find }) } } as never;
    const after = { at: new Date(), id: "x" };
    await createAuditStore({ connection }).find(search, { limit: 21, after });
    const plan = JSON.stringify(await asked[0]);
    expect(plan).toContain("IXSCAN");
    expect(plan).not.toMatch(/"COLLSCAN"|"SORT"/);
  }
});

test("admins read it, nobody else, and nobody changes or removes what is in it", async () => {
  const { accessToken } = await signedIn(user);
  expect((await user.api.listAudit({ token: accessToken })).status).toBe(403);
  expect((await user.api.listAudit()).status).toBe(401);
  const act = anAct();
  await told(act);
  await untilListed(act.actor, 1);
  for (const [method, path] of [
    ["DELETE", ""],
    ["POST", ""],
    ["PATCH", ""],
    ["PUT", ""],
    ["DELETE", `/${act.actId}`],
    ["PATCH", `/${act.actId}`],
  ] as const) {
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await fetch(`${user.url}/admin/audit${path}`, { method, headers });
    expect([404, 405]).toContain(status);
  }
  expect(await list({ actor: act.actor })).toMatchObject({ items: [{ id: act.actId }] });
});

test("what admins do here is in it, too", async () => {
  const admin = createClient(user.url, shop.user.api, { token });
  const { status, headers } = await admin.redriveUserDeadLetters();
  expect(status).toBe(202);
  await actsBy(ear, adminId, 1);
  const items = await untilListed(adminId, 1);
  const requestId = headers.get("x-request-id");
  expect(items).toMatchObject([
    { actor: adminId, action: "dead_letters.redrive_all", after: { redriven: 0, left: 0 }, requestId },
  ]);
});
