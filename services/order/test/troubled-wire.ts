/**
 * The way to the payment provider, on which requests, answers and connections get lost: those of the orders and the
 * calls that a test names. Everything else passes.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { startServer } from "@shop/testing/http";

export type Call = "authorise" | "find" | "capture" | "void" | "refund";

type Answer = { readonly status: number; readonly type: string; readonly body: string };

export type Trouble = (meeting: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Lets the request through; the provider has done it when this resolves. */
  readonly pass: () => Promise<Answer>;
}) => unknown;

/** The provider hears nothing of these requests. */
export const lostRequests = {
  "the request is lost": () => undefined,
  "the connection is reset before the request is read": ({ request }) => request.socket.resetAndDestroy(),
  "the way is closed with 503": ({ response }) => response.writeHead(503).end(),
  "something on the way refuses in its own words": ({ response }) => {
    response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not here</h1>");
  },
  "something on the way refuses as the provider would": ({ response }) => {
    const type = "application/problem+json";
    response.writeHead(404, { "content-type": type }).end('{"code":"route.unknown","detail":"Not here"}');
  },
} as const satisfies Record<string, Trouble>;

/** The provider has done what was asked; who asked it cannot know. */
export const lostAnswers = {
  "the answer is lost": ({ pass }) => pass(),
  "the answer comes when nobody waits any more": async ({ pass, response }) => {
    const { status, body } = await pass();
    if (!response.closed) await once(response, "close");
    response.writeHead(status).end(body);
  },
  "the connection is reset after the request was read": async ({ pass, request }) => {
    await pass();
    request.socket.resetAndDestroy();
  },
  "the answer is 502": async ({ pass, response }) => {
    await pass();
    response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
  },
  "the answer breaks off in the middle": async ({ pass, response }) => {
    const { status, body } = await pass();
    response.writeHead(status, { "content-type": "application/json", "content-length": body.length });
    response.write(body.slice(0, body.length / 2), () => response.destroy());
  },
  "the answer is a page": async ({ pass, response }) => {
    await pass();
    response.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome</h1>");
  },
  "the answer is half a JSON text": async ({ pass, response }) => {
    const { status, body } = await pass();
    response.writeHead(status, { "content-type": "application/json" }).end(body.slice(0, body.length / 2));
  },
  "the answer is another JSON than agreed": async ({ pass, response }) => {
    const { status } = await pass();
    response.writeHead(status, { "content-type": "application/json" }).end('{"ok":true}');
  },
} as const satisfies Record<string, Trouble>;

type Meeting = { readonly orderId: string; readonly call: Call; readonly trouble: Trouble; times: number };

export async function startTroubledWire(providerUrl: string) {
  const meetings = new Set<Meeting>();
  const passed: { readonly about: string; readonly call: Call }[] = [];

  const server = await startServer((request, response) => {
    const call = callOf(request);
    const about = `${request.headers["idempotency-key"]?.toString()} ${request.url}`;
    passed.push({ about, call });
    const meeting = [...meetings].find((each) => each.call === call && about.includes(each.orderId));
    if (meeting) meeting.times -= 1;
    if (meeting?.times === 0) meetings.delete(meeting);
    const trouble = meeting?.trouble ?? none;
    const pass = () => forward(providerUrl, request);
    Promise.resolve(trouble({ request, response, pass })).catch(() => response.destroy());
  });

  return {
    url: server.url,
    /** What the order's next `times` calls of this kind meet. */
    meets: (orderId: string, call: Call, trouble: Trouble, times = Number.POSITIVE_INFINITY): void =>
      void meetings.add({ orderId, call, trouble, times }),
    heal: (orderId: string): void => {
      for (const meeting of meetings) if (meeting.orderId === orderId) meetings.delete(meeting);
    },
    /** All that the provider was asked about an order, whatever came of it. */
    callsOf: (orderId: string): Call[] =>
      passed.filter(({ about }) => about.includes(orderId)).map(({ call }) => call),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
export type TroubledWire = Awaited<ReturnType<typeof startTroubledWire>>;

function callOf({ method, url = "" }: IncomingMessage): Call {
  if (method === "GET") return "find";
  if (url === "/authorisations") return "authorise";
  if (url === "/voids") return "void";
  if (url.endsWith("/capture")) return "capture";
  if (url.endsWith("/refunds")) return "refund";
  throw new Error(`The order service asks for something new: ${method} ${url}`);
}

async function forward(providerUrl: string, request: IncomingMessage): Promise<Answer> {
  const { method = "GET", url = "", headers } = request;
  const body = await text(request);
  const key = headers["idempotency-key"]?.toString();
  const answer = await fetch(providerUrl + url, {
    method,
    headers: { "content-type": "application/json", ...(key && { "idempotency-key": key }) },
    ...(body && { body }),
  });
  const type = answer.headers.get("content-type") ?? "";
  return { status: answer.status, type, body: await answer.text() };
}

const none: Trouble = async ({ pass, response }) => {
  const { status, type, body } = await pass();
  response.writeHead(status, { "content-type": type }).end(body);
};
