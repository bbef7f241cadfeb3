import { expect, test } from "vitest";
import { confirm } from "./registration.ts";

const now = new Date("2026-11-25T10:00:00Z");

test("a confirmed registration is a customer's account under its own id", () => {
  const registration = { id: "user-1", email: "ana@example.com", name: "Ana", passwordHash: "$argon2id$…" };
  const { account } = confirm(registration, now);
  expect(account).toEqual({
    ...registration,
    role: "customer",
    emailVerified: true,
    disabled: false,
    closed: false,
    credential: 1,
    version: 1,
    sequence: 2,
    createdAt: now,
  });
});
