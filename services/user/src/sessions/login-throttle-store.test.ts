import { expect, test } from "vitest";
import { throttleKeys } from "./login-throttle-store.ts";

const addressKey = (address: string) => throttleKeys({ email: "ana@example.com", address }).address;
const accountKey = (email: string) => throttleKeys({ email, address: "10.0.0.1" }).account;

test("an account is counted by a hash of its address in any case, never in clear", () => {
  expect(accountKey("Ana@Example.com")).toBe(accountKey("ana@example.com"));
  expect(accountKey("ana@example.com")).not.toBe(accountKey("bob@example.com"));
  expect(accountKey("ana@example.com")).not.toContain("ana");
});

test("an address is counted with all that one customer of a provider has", () => {
  expect(addressKey("::ffff:203.0.113.7")).toBe("203.0.113.7");
  expect(addressKey("2001:db8:1:2:ffff::1")).toBe(addressKey("2001:db8:1:2::1"));
  expect(addressKey("2001:db8:1:3::1")).not.toBe(addressKey("2001:db8:1:2::1"));
});
