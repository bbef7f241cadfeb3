import { expect, test } from "vitest";
import { emailKey, open, toUser } from "./account.ts";

const ana = {
  id: "user-1",
  email: "Ana@Example.com",
  name: "Ana",
  passwordHash: "$argon2id$…",
  role: "customer" as const,
  emailVerified: false,
  createdAt: new Date("2026-11-20T10:00:00Z"),
};

test("opening an account announces who, and nothing of the person", () => {
  const { account, facts } = open(ana);
  expect(account).toEqual({ ...ana, version: 1 });
  expect(facts).toEqual([{ name: "user.registered", version: 1, data: { userId: "user-1" } }]);
});

test("addresses that differ in case are one", () => {
  expect(emailKey("Ana@Example.COM")).toBe(emailKey("ana@example.com"));
});

test("the owner sees the address as it was written, one role, and no hash", () => {
  expect(toUser(open(ana).account)).toEqual({
    id: "user-1",
    email: "Ana@Example.com",
    name: "Ana",
    emailVerified: false,
    roles: ["customer"],
    version: 1,
  });
});
