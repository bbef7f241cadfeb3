import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { createLoginThrottleStore, throttleKeys } from "./login-throttle-store.ts";

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

test("an account waits in the lane of the known twenty times, also with right passwords, and then among all others", async () => {
  const away = new Redis({ lazyConnect: true, enableOfflineQueue: false });
  const throttle = createLoginThrottleStore(away, {
    failuresPerAccount: 5,
    failuresPerAddress: 50,
    failuresOverall: 1_000,
    failuresInAttack: 3,
    windowS: 300,
  });
  const known = { by: "sign_in", credential: 1 } as const;
  const laneOf = async (email: string, isKnown = true) => {
    const attempt = { email, address: "192.0.2.1", known: isKnown ? known : undefined };
    const { lane, forgive, end } = await throttle.admit(attempt);
    await forgive();
    end();
    return lane;
  };
  const lanes: string[] = [];
  for (let time = 1; time <= 21; time++) lanes.push(await laneOf("ana@example.com"));
  expect(lanes).toEqual([...Array.from({ length: 20 }, () => "known"), "open"]);
  expect(await laneOf("bob@example.com")).toBe("known");
  expect(await laneOf("cem@example.com", false)).toBe("open");
});
