import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { originOf } from "./address.ts";

const request = (headers: Record<string, string>, remoteAddress = "10.0.0.9") =>
  ({
    headers: { host: "shop.example", ...headers },
    socket: { remoteAddress },
  }) as unknown as IncomingMessage;

const addressOf = (forwardedFor: string, hops: number) =>
  originOf(request({ "x-forwarded-for": forwardedFor }), hops).address;

test("nothing is believed without proxies of ours", () => {
  const forged = {
    "x-forwarded-for": "6.6.6.6",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "evil.example",
  };
  expect(originOf(request(forged), 0)).toEqual({
    address: "10.0.0.9",
    protocol: "http",
    host: "shop.example",
  });
});

describe("with proxies of ours, the address is what the outermost of them saw:", () => {
  test.each([
    ["6.6.6.6, 1.2.3.4", 1, "1.2.3.4"],
    ["6.6.6.6, 1.2.3.4, 10.0.0.1", 2, "1.2.3.4"],
    ["1.2.3.4", 2, "1.2.3.4"],
    ["1.2.3.4:5678", 1, "1.2.3.4"],
    ["[2001:db8::1]:443", 1, "2001:db8::1"],
    ["2001:db8::1", 1, "2001:db8::1"],
    ["::ffff:1.2.3.4", 1, "1.2.3.4"],
    ["nonsense", 1, "10.0.0.9"],
    ["", 1, "10.0.0.9"],
  ])("%s behind %i", (forwardedFor, hops, address) => expect(addressOf(forwardedFor, hops)).toBe(address));
});

test("protocol and host are believed from a proxy of ours", () => {
  const headers = { "x-forwarded-proto": "https", "x-forwarded-host": "shop.example.com" };
  expect(originOf(request(headers), 1)).toMatchObject({ protocol: "https", host: "shop.example.com" });
});

test("an IPv4 address on a socket for both families is itself", () => {
  expect(originOf(request({}, "::ffff:192.0.2.1"), 0).address).toBe("192.0.2.1");
});
