import { expect, test } from "vitest";
import { admits, isAccess, roles, type Access } from "./access.ts";

const whoEnters = (access: Access) => roles.filter((role) => admits(access, { role }));

test.each<[Access, readonly string[]]>([
  ["all", ["guest", "customer", "staff", "admin"]],
  ["guest", ["guest", "customer", "staff", "admin"]],
  ["staff", ["staff", "admin"]],
  [
    ["guest", "customer"],
    ["guest", "customer"],
  ],
  [{ role: "staff", scope: "catalog:write" }, ["staff", "admin"]],
  ["service", []],
  [{ signedBy: "payments" }, []],
])("to %j come %j", (access, expected) => expect(whoEnters(access)).toEqual(expected));

test("a narrowed token is good for what its scopes name, never for more than its role, and where anybody is let in", () => {
  const key = { role: "staff", scopes: ["catalog:write"] } as const;
  expect(admits({ role: "staff", scope: "catalog:write" }, key)).toBe(true);
  expect(admits({ role: "staff", scope: "orders:write" }, key)).toBe(false);
  expect(admits({ role: "admin", scope: "catalog:write" }, key)).toBe(false);
  for (const access of ["guest", "staff", ["staff"]] as const) expect(admits(access, key)).toBe(false);
  expect(admits("all", key)).toBe(true);
  expect(admits({ role: "staff", scope: "catalog:write" }, { role: "admin", scopes: [] })).toBe(false);
});

test.each([
  undefined,
  null,
  "",
  "everybody",
  [],
  ["staff", "root"],
  {},
  { scope: "catalog:write" },
  { role: "staff" },
  { role: "staff", scope: "everything" },
  { role: "root", scope: "catalog:write" },
  { signedBy: "" },
])("%j is no rule", (access) => expect(isAccess(access)).toBe(false));
