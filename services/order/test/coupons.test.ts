/** Coupons as staff manages them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
let staff: Awaited<ReturnType<RunningOrder["as"]>>;
beforeAll(async () => {
  shop = await runOrder({ currencies: ["EUR", "JPY"] });
  staff = await shop.as("staff-1", "staff");
});
afterAll(() => shop[Symbol.asyncDispose]());

const ifMatch = ({ headers }: { readonly headers: Headers }) => ({ "if-match": headers.get("etag") ?? "" });
let count = 0;
const aCoupon = (changes: object = {}) => ({
  code: `CODE-${(count += 1)}`,
  kind: "percent" as const,
  value: 25,
  ...changes,
});

test("a code that was pasted with blanks and in small letters is kept as one, and there is only one of it (R38)", async () => {
  const created = await staff.createCoupon({ body: aCoupon({ code: " spring-25\n" }) });
  expect(created.status).toBe(201);
  expect(created.body).toEqual({
    code: "SPRING-25",
    kind: "percent",
    value: 25,
    currency: "EUR",
    startsAt: null,
    endsAt: null,
    totalLimit: null,
    perCustomerLimit: null,
    minimum: null,
    active: true,
    used: 0,
    version: 1,
  });
  expect(created.headers.get("location")).toBe("/admin/coupons/SPRING-25");
  for (const code of ["SPRING-25", "Spring-25", "  spring-25  "])
    expect((await staff.createCoupon({ body: aCoupon({ code }) })).problem).toMatchObject({
      status: 409,
      code: "coupon.code_taken",
    });
  const read = await staff.getCoupon({ params: { code: "spring-25" } });
  expect(read.body).toEqual(created.body);
  const known = { "if-none-match": read.headers.get("etag") ?? "" };
  expect((await staff.getCoupon({ params: { code: "SPRING-25" }, headers: known })).status).toBe(304);
});

test("a coupon is changed by whom has seen it, and removed; one of its code that comes later is another", async () => {
  const body = aCoupon({
    startsAt: "2026-01-01T01:00:00+01:00",
    endsAt: "2027-01-01T00:00:00Z",
    minimum: 500,
  });
  const created = await staff.createCoupon({ body });
  expect(created.body).toMatchObject({ startsAt: "2026-01-01T00:00:00.000Z", minimum: 500 });
  const params = { code: body.code.toLowerCase() };
  const change = { value: 30, endsAt: null, totalLimit: 7 };
  const without = await staff.updateCoupon({ params, body: change });
  expect(without.problem).toMatchObject({ status: 428 });
  const changed = await staff.updateCoupon({ params, body: change, headers: ifMatch(created) });
  expect(changed.body).toMatchObject({ ...change, version: 2, minimum: 500 });
  const stale = await staff.updateCoupon({ params, body: change, headers: ifMatch(created) });
  expect(stale.problem).toMatchObject({ status: 412 });
  const same = await staff.updateCoupon({ params, body: change, headers: { "if-match": "*" } });
  expect(same.body.version).toBe(2);
  expect((await staff.removeCoupon({ params })).problem?.status).toBe(428);
  expect((await staff.removeCoupon({ params, headers: ifMatch(created) })).problem?.status).toBe(412);
  expect((await staff.removeCoupon({ params, headers: ifMatch(changed) })).status).toBe(204);
  for (const gone of [
    await staff.getCoupon({ params }),
    await staff.updateCoupon({ params, body: change, headers: { "if-match": "*" } }),
    await staff.removeCoupon({ params, headers: { "if-match": "*" } }),
  ])
    expect(gone.problem).toMatchObject({ status: 404, code: "coupon.not_found" });
  const again = await staff.createCoupon({ body });
  expect(again.status).toBe(201);
  expect(again.body.version).toBeGreaterThan(2);
  expect((await staff.removeCoupon({ params, headers: ifMatch(created) })).problem?.status).toBe(412);
});

test.each([
  [{ code: "" }, "code"],
  [{ code: "TEN PERCENT" }, "code"],
  [{ code: "A".repeat(65) }, "code"],
  [{ kind: "gift" }, "kind"],
  [{ value: 0 }, "value"],
  [{ value: 12.5 }, "value"],
  [{ value: 101 }, "value"],
  [{ value: "25" }, "value"],
  [{ kind: "amount", value: 10 ** 12 }, "value"],
  [{ currency: "USD" }, "currency"],
  [{ currency: "eur" }, "currency"],
  [{ startsAt: "tomorrow" }, "startsAt"],
  [{ startsAt: "2026-02-30T00:00:00Z" }, "startsAt"],
  [{ endsAt: "9999-12-31T23:59:59-12:00" }, "endsAt"],
  [{ startsAt: "0000-01-01T00:00:00+14:00" }, "startsAt"],
  [{ startsAt: "2026-02-02T00:00:00Z", endsAt: "2026-02-02T00:00:00Z" }, "endsAt"],
  [{ totalLimit: 0 }, "totalLimit"],
  [{ perCustomerLimit: -1 }, "perCustomerLimit"],
  [{ minimum: 0 }, "minimum"],
  [{ active: "yes" }, "active"],
  [{ used: 3 }, "used"],
])("%j is 400 with its place", async (changes, path) => {
  const refused = await staff.createCoupon({ body: JSON.stringify(aCoupon(changes)) });
  expect(refused.problem).toMatchObject({ status: 400, code: "request.invalid" });
  expect(refused.problem?.errors?.[0]?.path).toBe(path);
});

test("a change that does not fit what is there is 400, and changes nothing", async () => {
  const created = await staff.createCoupon({
    body: aCoupon({ kind: "amount", value: 500, currency: "JPY", startsAt: "2026-02-02T00:00:00Z" }),
  });
  const params = { code: created.body.code };
  for (const body of [
    { kind: "percent" },
    { endsAt: "2026-02-01T00:00:00Z" },
    { currency: "USD" },
    { value: null },
    { code: "OTHER" },
  ]) {
    const refused = await staff.updateCoupon({
      params,
      body: JSON.stringify(body),
      headers: ifMatch(created),
    });
    expect(refused.problem).toMatchObject({ status: 400, code: "request.invalid" });
  }
  expect((await staff.getCoupon({ params })).body).toEqual(created.body);
});

test("coupons are listed by code, page by page, and cursors are of their list", async () => {
  for (let left = 3; left > 0; left -= 1) await staff.createCoupon({ body: aCoupon() });
  const codes: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 2, ...(cursor !== undefined && { cursor }) };
    const { body } = await staff.listCoupons({ query });
    codes.push(...body.items.map(({ code }) => code));
    cursor = body.next ?? undefined;
  } while (cursor !== undefined);
  expect(codes.length).toBeGreaterThan(3);
  expect(codes).toEqual([...new Set(codes)].toSorted());
  const { body: first } = await staff.listCoupons({ query: { limit: 1 } });
  const foreign = await staff.listTaxRates({ query: { cursor: first.next ?? "" } });
  expect(foreign.problem).toMatchObject({ status: 400, code: "request.bad_cursor" });
});

test("coupons are the staff's business alone", async () => {
  const customer = await shop.as("alice", "customer");
  const params = { code: "SPRING-25" };
  for (const { problem } of [
    await customer.listCoupons(),
    await customer.createCoupon({ body: aCoupon() }),
    await customer.getCoupon({ params }),
    await customer.updateCoupon({ params, body: {} }),
    await customer.removeCoupon({ params }),
  ])
    expect(problem?.status).toBe(403);
});
