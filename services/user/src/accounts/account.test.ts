import { expect, test } from "vitest";
import { administer, isAdmin, open, toUser } from "./account.ts";

const ana = {
  id: "user-1",
  email: "Ana@Example.com",
  name: "Ana",
  passwordHash: "$argon2id$…",
  role: "customer" as const,
  createdAt: new Date("2026-11-20T10:00:00Z"),
};

test("opening an account announces who, that the address is confirmed, and nothing of the person", () => {
  const { account, events } = open(ana);
  expect(account).toEqual({
    ...ana,
    emailVerified: true,
    disabled: false,
    closed: false,
    credential: 1,
    version: 1,
    sequence: 2,
  });
  const data = { userId: "user-1" };
  expect(events).toEqual([
    { name: "user.registered", version: 1, data },
    { name: "user.verified", version: 1, data },
  ]);
});

test("the owner sees the address as it was written, one role, and no hash", () => {
  expect(toUser(open(ana).account)).toEqual({
    id: "user-1",
    email: "Ana@Example.com",
    name: "Ana",
    emailVerified: true,
    roles: ["customer"],
    version: 1,
  });
});

test("a new role or being disabled is announced, and makes older sessions void; the same again is nothing", () => {
  const { account } = open(ana);
  const staff = administer(account, { role: "staff" });
  expect(staff?.account).toEqual({ ...account, role: "staff", credential: 2, version: 2, sequence: 3 });
  expect(staff?.events.map(({ name }) => name)).toEqual(["user.updated"]);
  expect(administer(account, { disabled: true })?.account).toMatchObject({ disabled: true, credential: 2 });
  for (const same of [{}, { role: "customer" as const }, { disabled: false }])
    expect(administer(account, same)).toBeUndefined();
});

test("an admin who is disabled is none", () => {
  const { account } = open({ ...ana, role: "admin" });
  expect(isAdmin(account)).toBe(true);
  expect(isAdmin({ ...account, disabled: true })).toBe(false);
  expect(isAdmin({ ...account, role: "staff" })).toBe(false);
});
