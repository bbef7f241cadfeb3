/** Replies that are sent as they come. */
import { once } from "node:events";
import { request, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { defineEndpoint } from "@shop/contracts/language/endpoint";
import { startServer, type RunningServer } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";
import { soon } from "@shop/testing/soon";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createTokenVerifier } from "../src/auth/tokens.ts";
import { AppError } from "../src/errors.ts";
import { createServiceApp } from "../src/http/server/app.ts";
import { beginStream } from "../src/http/server/stream.ts";
import { endStream } from "../src/http/server/stream-end.ts";
import { createLogger } from "../src/process/logger.ts";

const stream = {
  method: "get",
  summary: "",
  access: "all",
  status: 200,
  replyMode: "stream",
  timeoutMs: 200,
} as const;
const Row = z.object({ n: z.int() });
const api = {
  rows: defineEndpoint({
    ...stream,
    path: "/rows/:kind",
    params: z.object({ kind: z.enum(["few", "slow", "late", "refused", "broken", "many"]) }),
    replyType: "application/x-ndjson",
    reply: Row,
  }),
  events: defineEndpoint({ ...stream, path: "/events", replyType: "text/event-stream", reply: Row }),
};

/** What the handlers have seen. */
const seen = { made: 0, returned: 0, ended: 0 };

async function* numbers(count: number, everyMs = 0): AsyncGenerator<{ n: number; secret: string }> {
  try {
    for (let n = 1; n <= count; n++) {
      if (everyMs > 0) await pause(everyMs);
      seen.made = n;
      yield { n, secret: "never sent".repeat(100) };
    }
  } finally {
    seen.returned++;
  }
}

async function* failing(after: number, error: Error): AsyncGenerator<{ n: number }> {
  yield* numbers(after);
  throw error;
}

const kinds = {
  few: () => numbers(2),
  slow: () => numbers(3, 150),
  late: () => numbers(1, 600),
  refused: () => failing(0, new AppError("conflict", "rows.conflict", "Not now")),
  broken: () => failing(1, new Error("The database is gone")),
  many: () => numbers(1_000_000),
} as const;

let server: RunningServer;
const responses = new Set<ServerResponse>();

beforeAll(async () => {
  const app = createServiceApp({
    api,
    handlers: {
      rows: async ({ params: { kind } }) => kinds[kind](),
      events: async ({ ended, lastEventId }) => {
        ended.addEventListener("abort", () => seen.ended++);
        return (async function* () {
          const from = Number(lastEventId ?? 0) + 1;
          yield { id: String(from), event: "counted", data: { n: from } };
          await once(ended, "abort");
        })();
      },
    },
    verify: createTokenVerifier({
      keys: createTestTokens().keys,
      serviceSecret: "s".repeat(32),
      audience: "x",
    }),
    log: createLogger("x", "silent"),
    health: { isReady: () => true },
  });
  server = await startServer((incoming, response) => {
    responses.add(response);
    app(incoming, response);
  });
});
afterAll(() => server[Symbol.asyncDispose]());

async function open(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const sent = request(server.url + path, { headers, agent: false });
  sent.on("error", () => undefined).end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  answer.on("error", () => undefined);
  return answer;
}

test("rows are written by the contract, one a line", async () => {
  const response = await fetch(`${server.url}/rows/few`);
  expect(response.headers.get("content-type")).toBe("application/x-ndjson");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.text()).toBe('{"n":1}\n{"n":2}\n');
});

test("what has begun is not ended by the deadline, and what has not begun is", async () => {
  expect(await (await fetch(`${server.url}/rows/slow`)).text()).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
  const before = seen.returned;
  expect((await fetch(`${server.url}/rows/late`)).status).toBe(504);
  await soon(() => expect(seen.returned).toBe(before + 1));
});

test("a stream that cannot begin is refused like any request; one that breaks off is cut", async () => {
  expect((await fetch(`${server.url}/rows/refused`)).status).toBe(409);
  const response = await fetch(`${server.url}/rows/broken`);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow("terminated");
});

test("nothing is made of a stream for HEAD", async () => {
  seen.made = 0;
  const response = await fetch(`${server.url}/rows/many`, { method: "HEAD" });
  expect([response.status, response.headers.get("content-type"), seen.made]).toEqual([
    200,
    "application/x-ndjson",
    0,
  ]);
});

test("no more is made than the client takes, and nothing when it has gone away", async () => {
  const before = seen.returned;
  seen.made = 0;
  const answer = await open("/rows/many");
  await once(answer, "readable");
  let known = -1;
  while (known !== seen.made) {
    known = seen.made;
    await pause(200);
  }
  expect(known).toBeLessThan(1_000_000);
  answer.destroy();
  await soon(() => expect(seen.returned).toBe(before + 1));
  expect(seen.made).toBeLessThanOrEqual(known + 1);
});

test("events come at once, go on after what the client has seen, and end with the client", async () => {
  const before = seen.ended;
  const answer = await open("/events", { "last-event-id": "6" });
  expect(answer.headers["x-accel-buffering"]).toBe("no");
  let text = "";
  answer.setEncoding("utf8").on("data", (part: string) => (text += part));
  await soon(() => expect(text).toBe(':\n\nid: 7\nevent: counted\ndata: {"n":7}\n\n'));
  answer.destroy();
  await soon(() => expect(seen.ended).toBe(before + 1));
});

test("a reader that takes nothing is cut, and what would be made for it is not", async () => {
  const before = seen.returned;
  const cut = Promise.withResolvers<boolean>();
  const send = async (response: ServerResponse): Promise<void> => {
    const whole = { status: 200, headers: { "Content-Type": "text/event-stream" }, stuckMs: 200 };
    const endless = { ...whole, items: numbers(1_000_000), write: () => "x".repeat(10_000) };
    const sendRest = await beginStream(endless, response, () => undefined);
    await sendRest();
  };
  await using stuck = await startServer((_request, response) => {
    response.once("close", () => cut.resolve(response.writableFinished));
    void send(response);
  });
  const sent = request(stuck.url, { agent: false }).end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  answer.on("error", () => undefined).pause();
  expect(await cut.promise).toBe(false);
  await soon(() => expect(seen.returned).toBe(before + 1));
});

test("when the process stops, a stream of events ends as a whole one", async () => {
  const answer = await open("/events");
  await once(answer, "data");
  for (const response of responses) endStream(response);
  await once(answer.resume(), "end");
  expect(answer.complete).toBe(true);
});
