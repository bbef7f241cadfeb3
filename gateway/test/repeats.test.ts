/** What is sent once more, and what never is. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { bearerOf, startGateway, type RunningGateway } from "./gateway.ts";
import { startRawService, type RawService } from "./raw-service.ts";

let service: RawService;
let gateway: RunningGateway;
let heads: string[];
beforeEach(async () => {
  service = await startRawService();
  gateway = await startGateway({ serviceUrl: service.url, breaker: { volumeThreshold: 1_000 } });
  heads = [];
});
afterEach(async () => {
  await gateway[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
});

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
/** Breaks so many connections, each at the point that is given, and answers then. */
const breakFirst = (count: number, after = "") => {
  let left = count;
  service.say = (socket, head) => {
    heads.push(head);
    if (left-- <= 0) socket.write(ok);
    else if (after === "") socket.destroy();
    else socket.end(after);
  };
};
const send = async (method: string, path: string, headers: Record<string, string> = {}) => {
  const body = method === "POST" ? "{}" : null;
  const authorization = await bearerOf("guest");
  return (await fetch(gateway.url + path, { method, body, headers: { authorization, ...headers } })).status;
};
const keyed = { "idempotency-key": '"k-1"' };

test("a question whose connection broke is sent once more, and once only", async () => {
  breakFirst(1);
  expect(await send("GET", "/products")).toBe(200);
  breakFirst(2);
  expect(await send("GET", "/products")).toBe(503);
  expect(heads).toHaveLength(4);
});

test("so is an order that its service knows by its key", async () => {
  breakFirst(1);
  expect(await send("POST", "/pay", keyed)).toBe(200);
  expect(heads).toHaveLength(2);
  for (const head of heads) expect(head).toMatch(/^idempotency-key: "k-1"/im);
});

test("nothing else that changes something is: not without a key, nor where the service knows none", async () => {
  breakFirst(1);
  expect(await send("POST", "/pay")).toBe(503);
  breakFirst(1);
  expect(await send("POST", "/orders", keyed)).toBe(503);
  expect(heads).toHaveLength(2);
});

test("nor is anything of whose answer a byte has come", async () => {
  for (const bytes of [
    "HTTP/1.1 2",
    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
    "HTTP/1.1 103 Early Hints\r\n\r\n",
  ]) {
    breakFirst(1, bytes);
    expect(await send("GET", "/products")).toBe(503);
  }
  expect(heads).toHaveLength(3);
});

test("nor what the deadline has ended", async () => {
  service.say = (_socket, head) => void heads.push(head);
  expect(await send("GET", "/slow")).toBe(504);
  expect(heads).toHaveLength(1);
});

test("nor an answer that says no: it is the service's word", async () => {
  service.say = (socket, head) => {
    heads.push(head);
    socket.write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nno");
  };
  expect(await send("GET", "/products")).toBe(503);
  expect(heads).toHaveLength(1);
});

test("a service that breaks everything is asked for a little more, not for twice as much", async () => {
  breakFirst(Infinity);
  const sent = 100;
  for (let count = 0; count < sent; count++) await send("GET", "/products");
  const { repeated } = gateway.upstream.state();
  expect(heads).toHaveLength(sent + repeated);
  // A tenth, the few that there are at first, and one for each second that it took.
  expect(repeated).toBeGreaterThanOrEqual(10);
  expect(repeated).toBeLessThan(45);
});
