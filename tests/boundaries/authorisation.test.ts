/** Who may call what is written down twice: in the contracts, and in rows that people have read. Both say the same. */
import { expect, test } from "vitest";
import { endpoints, type Described } from "../e2e/authorisation/endpoints.ts";
import { owned, rows } from "../e2e/authorisation/rows.ts";
import { faultOf } from "../e2e/authorisation/faults.ts";
import { outcomeOf } from "../e2e/authorisation/who.ts";

const noRow: Described = {
  name: "somethingElse",
  owner: "order",
  isInternal: false,
  endpoint: { ...endpoints[0]!.endpoint, path: "/orders/:id/something" },
};

test("every endpoint has a row that says what its contract says", () => {
  expect(endpoints.length).toBeGreaterThan(100);
  expect(endpoints.map(faultOf).filter((fault) => fault !== undefined)).toEqual([]);
});

test("every row has an endpoint", () => {
  const names = new Set(endpoints.map(({ owner, name }) => `${owner}.${name}`));
  const written = Object.entries(rows).flatMap(([owner, of]) =>
    Object.keys(of).map((name) => `${owner}.${name}`),
  );
  expect(written.filter((name) => !names.has(name))).toEqual([]);
  const plain = new Set(endpoints.map(({ name }) => name));
  expect(Object.keys(owned).filter((name) => !plain.has(name))).toEqual([]);
});

test("an endpoint without a row, or with another rule than its row, is found", () => {
  expect(faultOf(noRow)).toMatch(/somethingElse: nobody has said who may call it/);
  const getCart = endpoints.find(({ name }) => name === "getCart")!;
  const opened = { ...getCart, endpoint: { ...getCart.endpoint, access: "all" } as const };
  expect(faultOf(opened)).toBe("order.getCart: its contract says all, its row guest");
  const getOrder = endpoints.find(({ name }) => name === "getOrder")!;
  expect(faultOf({ ...getOrder, name: "getReport" })).toMatch(/getReport: nobody/);
});

test("the table lets in whom its words say", () => {
  expect(outcomeOf("staff, orders:write", "key with the scope")).toBe("in");
  expect(outcomeOf("staff, orders:write", "key without it")).toBe(403);
  expect(outcomeOf("guest, orders:read or link", "nobody")).toBe(401);
  expect(outcomeOf("customer", "key with the scope")).toBe(403);
  expect(outcomeOf("customer", "guest")).toBe(403);
  expect(outcomeOf("service", "admin")).toBe(401);
  expect(outcomeOf("all", "garbage")).toBe(401);
  expect(outcomeOf("open", "garbage")).toBe("in");
});
