/** The gateway in front of real services, met by requests in every shape that two parsers may read differently. */
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { demoLogins } from "@shop/local/processes";
import { expect, test } from "vitest";
import { checkConformance } from "../conformance/conformance.ts";
import { makeCase } from "../conformance/fuzz/case.ts";
import { toEscaped } from "../conformance/fuzz/escape.ts";
import { fuzz } from "../conformance/fuzz/run.ts";
import { shop } from "./shared-shop.ts";

test("no request in an odd shape is read as the next visitor's, or keeps somebody waiting", async () => {
  const { shapes, findings } = await checkConformance(new URL(shop.gatewayUrl), demoLogins.admin);
  expect(findings).toEqual([]);
  expect(shapes).toBeGreaterThan(450);
});

test("2,000 requests that chance has made neither bring it down nor hang, and hurt nobody else", async () => {
  await shop.sell(10);
  const seed = Math.trunc(Math.random() * 1e9);
  process.stdout.write(`  conformance fuzz: seed ${seed}\n`);
  const { done, findings } = await fuzz({ url: new URL(shop.gatewayUrl), seed, from: 0, to: 2_000 });
  expect(
    findings.map((found) => ({ ...found, seed, bytes: toEscaped(makeCase(seed, found.index)) })),
  ).toEqual([]);
  expect(done).toBe(2_000);
});

/** A refusal of a page's address is a page. */
test("what chance has found before stays right", async () => {
  const { findings } = await fuzz({ url: new URL(shop.gatewayUrl), seed: 456_259_398, from: 994, to: 995 });
  expect(findings).toEqual([]);
});

test("130 uploads that stall, trickle or never end leave everybody else alone", async () => {
  const { hostname, port, host } = new URL(shop.gatewayUrl);
  const readLog = () => readFile(join(shop.logFolder, "gateway.log"), "utf8");
  const before = (await readLog()).length;
  const heads = [
    "GET /products?limit=1 HTTP/1.1\r\nContent-Length: 50",
    "POST /auth/refresh HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 50",
    "POST /auth/login HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked",
    "POST /auth/guest HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 900000",
  ];
  const sockets = Array.from({ length: 130 }, (_, index) => {
    const socket = connect(Number(port), hostname).on("error", () => undefined);
    socket.write(`${heads[index % heads.length]}\r\nHost: ${host}\r\n\r\n`);
    return socket;
  });
  const trickle = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write("1\r\n{\r\n");
  }, 500);
  const statuses = new Set<number>();
  for (const until = performance.now() + 12_000; performance.now() < until; await pause(50)) {
    const signal = AbortSignal.timeout(5_000);
    statuses.add((await shop.nobody.listProducts({ query: { limit: "1" }, signal })).status);
    statuses.add((await shop.nobody.enterAsGuest({ signal })).status);
  }
  clearInterval(trickle);
  for (const socket of sockets) socket.destroy();
  expect(statuses).toEqual(new Set([200, 201]));
  const log = (await readLog()).slice(before);
  expect(log.split("\n").filter((line) => line.includes('"msg":"Breaker"'))).toEqual([]);
});
