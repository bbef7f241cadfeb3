import { expect, test } from "vitest";
import { open, toUser } from "./account.ts";

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
  expect(account).toEqual({ ...ana, emailVerified: true, credential: 1, version: 1, sequence: 2 });
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
