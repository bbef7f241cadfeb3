import type { IncomingMessage, ServerResponse } from "node:http";
import { soon } from "@shop/testing/soon";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createServiceTokens, createTokenVerifier } from "../src/auth/tokens.ts";
import { continueTrace, runInContext, traceIdOf, type Context } from "../src/process/context.ts";
import { AppError } from "../src/errors.ts";
import { createHttpClient } from "../src/http/client.ts";
import { startServer } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";

const schema = z.object({ price: z.int() });
const request = { method: "post", path: "/quotes", body: { skus: ["A"] }, schema } as const;

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

async function startCatalog(first: Answer) {
  const catalog = { answer: first, asked: 0 };
  const server = await startServer((incoming, response) => {
    catalog.asked++;
    void catalog.answer(incoming, response);
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { catalog, url: server.url };
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response.writeHead(status, headers).end(JSON.stringify(body));

async function outcome(call: Promise<unknown>) {
  try {
    return await call;
  } catch (error) {
    return error instanceof AppError ? `${error.kind} ${error.code}` : `bug: ${(error as Error).message}`;
  }
}

const contextWith = (msLeft: number): Context => ({
  requestId: "request-1",
  traceparent: continueTrace(undefined),
  msLeft: () => msLeft,
});

test("a call says who calls, for which request, and how long it waits", async () => {
  let seen: IncomingMessage["headers"] = {};
  let body = "";
  const { url } = await startCatalog(async (incoming, response) => {
    seen = incoming.headers;
    for await (const chunk of incoming) body += String(chunk);
    json(200, { price: 5, extra: true })(incoming, response);
  });
  const serviceSecret = "a-secret-between-services-0123456789";
  const tokens = createServiceTokens({ secret: serviceSecret, issuer: "order" });
  const client = createHttpClient({ name: "catalog", baseUrl: `${url}/`, tokens });
  const context = contextWith(800);
  expect(await runInContext(context, () => client.call({ ...request, idempotencyKey: "auth:1" }))).toEqual({
    price: 5,
  });
  expect(body).toBe('{"skus":["A"]}');
  expect(seen).toMatchObject({
    "x-request-id": "request-1",
    "idempotency-key": '"auth:1"',
    "x-request-deadline": "800",
  });
  expect(traceIdOf(String(seen["traceparent"]))).toBe(traceIdOf(context.traceparent));
  expect(seen["traceparent"]).not.toBe(context.traceparent);
  const verifier = createTokenVerifier({ keys: createTestTokens().keys, serviceSecret, audience: "catalog" });
  expect(await verifier.verifyService(String(seen.authorization).slice(7))).toEqual({ service: "order" });
});

test("a refusal about what was asked is the other side's own", async () => {
  const problem = {
    type: "about:blank",
    title: "Conflict",
    status: 409,
    detail: "Sold out",
    requestId: "theirs",
    code: "stock.gone",
    errors: [{ path: "lines.0", message: "gone" }],
  };
  const { catalog, url } = await startCatalog(json(409, problem));
  const client = createHttpClient({ name: "catalog", baseUrl: url });
  const error = await client.call(request).catch((refused: unknown) => refused);
  expect(error).toMatchObject({
    kind: "conflict",
    code: "stock.gone",
    message: "Sold out",
    details: { errors: problem.errors },
  });
  expect((error as AppError).details).not.toHaveProperty("requestId");
  for (const [status, expected] of [
    [402, "unprocessable stock.gone"],
    [404, "not_found stock.gone"],
    [422, "unprocessable stock.gone"],
    [401, "unavailable catalog.unavailable"],
    [429, "unavailable catalog.unavailable"],
    [500, "unavailable catalog.unavailable"],
    [503, "unavailable catalog.unavailable"],
    [400, `bug: catalog answered 400 to post /quotes: ${JSON.stringify({ ...problem, status: 400 })}`],
  ] as const) {
    catalog.answer = json(status, { ...problem, status });
    expect(await outcome(client.call(request))).toBe(expected);
  }
});

test("an answer that is not in the contract is a bug, and a redirect is not followed", async () => {
  const { catalog, url } = await startCatalog(json(200, { price: "5" }));
  const client = createHttpClient({ name: "catalog", baseUrl: url });
  expect(await outcome(client.call(request))).toBe("bug: catalog broke its contract in post /quotes");
  catalog.answer = (_request, response) => response.writeHead(200).end("<html>");
  expect(await outcome(client.call(request))).toBe("bug: catalog broke its contract in post /quotes");
  catalog.answer = (incoming, response) =>
    incoming.url === "/elsewhere"
      ? json(200, { price: 5 })(incoming, response)
      : json(302, {}, { location: "/elsewhere" })(incoming, response);
  expect(await outcome(client.call(request))).toBe("unavailable catalog.unavailable");
});

test("nobody there, a cut connection and silence are unavailable, in time", async () => {
  const { catalog, url } = await startCatalog((incoming) => incoming.socket.destroy());
  const client = createHttpClient({ name: "catalog", baseUrl: url, timeoutMs: 300 });
  expect(await outcome(client.call(request))).toBe("unavailable catalog.unavailable");
  catalog.answer = () => undefined;
  const startedAt = performance.now();
  expect(await outcome(client.call(request))).toBe("unavailable catalog.unavailable");
  catalog.answer = (_request, response) => response.writeHead(200).write('{"price"');
  expect(await outcome(client.call(request))).toBe("unavailable catalog.unavailable");
  expect(performance.now() - startedAt).toBeLessThan(1200);
  const nobody = createHttpClient({ name: "catalog", baseUrl: "http://127.0.0.1:1" });
  expect(await outcome(nobody.call(request))).toBe("unavailable catalog.unavailable");
});

test("the breaker opens when calls fail", async () => {
  const { catalog, url } = await startCatalog(json(500, {}));
  const client = createHttpClient({ name: "catalog", baseUrl: url, resetMs: 60_000 });
  const call = () => outcome(client.call(request));
  for (let count = 0; count < 30; count++) expect(await call()).toBe("unavailable catalog.unavailable");
  expect(catalog.asked).toBe(20);
  catalog.answer = json(200, { price: 5 });
  expect(await call()).toBe("unavailable catalog.unavailable");
});

test("the breaker closes when calls work again", async () => {
  const { catalog, url } = await startCatalog(json(500, {}));
  const client = createHttpClient({ name: "catalog", baseUrl: url, resetMs: 200 });
  const call = () => outcome(client.call(request));
  for (let count = 0; count < 30; count++) expect(await call()).toBe("unavailable catalog.unavailable");
  catalog.answer = json(200, { price: 5 });
  await soon(async () => expect(await call()).toEqual({ price: 5 }));
  expect(await call()).toEqual({ price: 5 });
});

test("neither refusals nor impatient callers open the breaker", async () => {
  const { catalog, url } = await startCatalog(json(404, { code: "product.not_found", detail: "" }));
  const client = createHttpClient({ name: "catalog", baseUrl: url });
  for (let count = 0; count < 30; count++)
    expect(await outcome(client.call(request))).toBe("not_found product.not_found");
  catalog.answer = () => undefined;
  for (let count = 0; count < 60; count++)
    expect(await runInContext(contextWith(5), () => outcome(client.call(request)))).toBe(
      "timeout request.deadline_exceeded",
    );
  const asked = catalog.asked;
  expect(await runInContext(contextWith(0), () => outcome(client.call(request)))).toBe(
    "timeout request.deadline_exceeded",
  );
  expect(catalog.asked).toBe(asked);
  catalog.answer = json(200, { price: 5 });
  expect(await outcome(client.call(request))).toEqual({ price: 5 });
});

test("without a breaker each call is made, however many have failed", async () => {
  const { catalog, url } = await startCatalog(json(500, {}));
  const client = createHttpClient({ name: "payment", baseUrl: url, hasBreaker: false });
  const failed = await Promise.all(Array.from({ length: 50 }, () => outcome(client.call(request))));
  expect(new Set(failed)).toEqual(new Set(["unavailable payment.unavailable"]));
  catalog.answer = json(200, { price: 5 });
  expect(await client.call(request)).toEqual({ price: 5 });
  expect(catalog.asked).toBe(51);
});
