import { expect, test } from "vitest";
import { throttleKeys } from "./login-throttle.ts";

const addressKey = (address: string) => throttleKeys({ email: "ana@example.com", address }).address;
const accountKey = (email: string) => throttleKeys({ email, address: "10.0.0.1" }).account;

test("an account is counted by a hash of its address in any case, never in clear", () => {
  expect(accountKey("Ana@Example.com")).toBe(accountKey("ana@example.com"));
  expect(accountKey("ana@example.com")).not.toBe(accountKey("bob@example.com"));
  expect(accountKey("ana@example.com")).not.toContain("ana");
});

test("IPv4 addresses count each for itself, also when written as IPv6", () => {
  expect(addressKey("203.0.113.7")).toBe("203.0.113.7");
  expect(addressKey("::ffff:203.0.113.7")).toBe("203.0.113.7");
});

test("the IPv6 addresses of one customer count as one", () => {
  expect(addressKey("2001:db8:1:2::1")).toBe("2001:db8:1:2::/64");
  expect(addressKey("2001:db8:1:2:ffff:ffff:ffff:ffff")).toBe("2001:db8:1:2::/64");
  expect(addressKey("2001:0DB8:0001:0002:0000:0000:0000:0009")).toBe("2001:db8:1:2::/64");
  expect(addressKey("2001:db8:1:3::1")).not.toBe(addressKey("2001:db8:1:2::1"));
  expect(addressKey("::1")).toBe("0:0:0:0::/64");
  expect(addressKey("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
});
