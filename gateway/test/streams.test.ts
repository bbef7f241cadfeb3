/** Answers that are sent as they come, through the gateway; and endpoints that are called without a token of a role. */
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { startGateway, tokens, type RunningGateway } from "./gateway.ts";
import { answerJson, startFakeService, type FakeService } from "./upstream.ts";

let service: FakeService;
let gateway: RunningGateway;
beforeAll(async () => {
  service = await startFakeService();
});
afterAll(() => service[Symbol.asyncDispose]());
beforeEach(async () => {
  service.answer = answerJson;
  gateway = await startGateway({ serviceUrl: service.url });
});
afterEach(() => gateway[Symbol.asyncDispose]());

async function open(path: string): Promise<IncomingMessage> {
  const sent = request(gateway.url + path, { agent: false });
  sent.on("error", () => undefined).end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return answer.on("error", () => undefined).setEncoding("utf8");
}

test("what has begun to stream goes on beyond the route's time, as it comes", async () => {
  service.answer = (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
    setTimeout(() => response.end("data: 2\n\n"), 1_300);
  };
  const answer = await open("/live");
  expect((await once(answer, "data"))[0]).toBe("data: 1\n\n");
  expect((await once(answer, "data"))[0]).toBe("data: 2\n\n");
});

test("events end with the token that they were asked for with; what ends by itself goes on", async () => {
  service.answer = (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
  };
  // Tokens end with a whole second: one of two seconds is good for more than one.
  const token = await tokens.tokenFor({ id: "alice", role: "customer", lifetimeS: 2 });
  const answer = await gateway.get("/live", { authorization: `Bearer ${token}` });
  expect(await answer.text()).toBe("data: 1\n\n");

  service.answer = (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/csv" }).write("1\n");
    setTimeout(() => response.end("2\n"), 1_500);
  };
  const shortly = await tokens.tokenFor({ id: "alice", role: "customer", lifetimeS: 1 });
  const file = await gateway.get("/live", { authorization: `Bearer ${shortly}` });
  expect(await file.text()).toBe("1\n2\n");
});

test("events whose token is over before they begin end as soon as they do", async () => {
  service.answer = (_request, response) => {
    setTimeout(() => response.writeHead(200, { "Content-Type": "text/event-stream" }).flushHeaders(), 300);
  };
  const token = await tokens.tokenFor({ id: "alice", role: "customer", lifetimeS: -1 });
  const answer = await gateway.get("/live", { authorization: `Bearer ${token}` });
  expect([answer.status, await answer.text()]).toEqual([200, ""]);
});

test("events whose service is lost before the first of them are refused, once", async () => {
  service.answer = (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).flushHeaders();
    setTimeout(() => response.socket?.resetAndDestroy(), 100);
  };
  const { status, headers } = await gateway.get("/live");
  expect([status, headers.get("content-type")]).toEqual([503, "application/problem+json"]);
  // Whatever would be said a second time is said once the answer is over.
  await pause(100);
  service.answer = answerJson;
  expect((await gateway.get("/products")).status).toBe(200);
});

test("a stream that does not begin in time is a 504", async () => {
  service.answer = () => undefined;
  expect((await gateway.get("/live")).status).toBe(504);
});

test("as many streams as there are sockets for all else keep nobody from anything else", async () => {
  service.answer = (incoming, response) => {
    if (incoming.url !== "/live") return answerJson(incoming, response);
    response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
  };
  const answers = await Promise.all(Array.from({ length: 130 }, () => open("/live")));
  expect((await gateway.get("/products")).status).toBe(200);
  for (const answer of answers) answer.destroy();
});

test("a client that leaves ends the service's stream", async () => {
  service.answer = (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
  };
  const answer = await open("/live");
  await once(answer, "data");
  answer.destroy();
  // A connection whose client has ended its half is given a second.
  await vi.waitFor(() => expect(service.received.at(-1)?.isAborted).toBe(true), 5_000);
});

test("a signed request is asked for no token, and reaches the service byte for byte", async () => {
  for (const authorization of ["", "Bearer rubbish"]) {
    const body = '{"odd" : 1,}';
    const headers = { "content-type": "application/json", "x-signature": "s", authorization };
    const response = await fetch(`${gateway.url}/paid`, { method: "POST", body, headers });
    expect(response.status).toBe(200);
    expect(service.received.at(-1)).toMatchObject({ body, headers: { "x-signature": "s" } });
  }
});

test("a token that is narrowed gets in where its scope is named", async () => {
  const call = async (scope: string) => {
    const authorization = `Bearer ${await tokens.sign({ roles: ["staff"], scope })}`;
    return (await fetch(`${gateway.url}/write`, { method: "POST", headers: { authorization } })).status;
  };
  expect(await call("catalog:write")).toBe(200);
  expect(await call("orders:read")).toBe(403);
});

test("a sender may keep so many streams open, counted by who is signed in, else by address", async () => {
  service.answer = (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
  };
  const few = await startGateway({ serviceUrl: service.url, streamsPerSender: 1 });
  const dial = async (token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const sent = request(`${few.url}/live`, { agent: false, headers });
    sent.on("error", () => undefined).end();
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    answer.on("error", () => undefined).resume();
    return answer;
  };
  const first = await dial();
  const refused = await dial();
  expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([429, "5"]);
  const alice = await tokens.sign({ sub: "alice", roles: ["customer"] });
  expect((await dial(alice)).statusCode).toBe(200);
  expect((await dial(alice)).statusCode).toBe(429);
  first.destroy();
  await vi.waitFor(async () => expect((await dial()).statusCode).toBe(200), 5_000);
  await few[Symbol.asyncDispose]();
});
