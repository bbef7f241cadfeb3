import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { continueTrace, runInContext, traceIdOf } from "./context.ts";
import { createLogger } from "./logger.ts";

function capture() {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return { lines, log: createLogger("order", "info", destination) };
}

test("a line names the service and the request that caused it", () => {
  const { lines, log } = capture();
  const traceparent = continueTrace(undefined);
  runInContext({ requestId: "request-1", traceparent, msLeft: () => 1 }, () =>
    log.info({ sku: "A" }, "Held"),
  );
  expect(JSON.parse(lines[0]!)).toMatchObject({
    level: "info",
    service: "order",
    requestId: "request-1",
    traceId: traceIdOf(traceparent),
    sku: "A",
    msg: "Held",
  });
});

test("secrets do not reach the log, wherever they stand", () => {
  const { lines, log } = capture();
  const body = { password: "hunter2-hunter2", nested: { refreshToken: "refresh-me" } };
  log.info(
    { authorization: "Bearer abc.def", body, req: { headers: { authorization: "Bearer x.y" } } },
    "Seen",
  );
  expect(lines[0]).not.toMatch(/hunter2|refresh-me|abc\.def|x\.y/);
});

const logged = (err: unknown): Record<string, unknown> => {
  const { lines, log } = capture();
  log.warn({ err }, "Away");
  return (JSON.parse(lines[0]!) as { err: Record<string, unknown> }).err;
};

test("a time-out is told in a short line, without the table of a DOMException's constants", () => {
  const err = logged(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  expect(err).toMatchObject({ type: "TimeoutError", message: "The operation was aborted due to timeout" });
  expect(JSON.stringify(err)).not.toContain("INDEX_SIZE_ERR");
});

test("an error keeps its type, message, code, stack and cause, and nothing else that hangs on it", () => {
  const cause = Object.assign(new TypeError("refused"), { code: "ECONNREFUSED", topology: { servers: [1] } });
  const err = logged(Object.assign(new Error("No answer", { cause }), { connection: {} }));
  expect(Object.keys(err).toSorted()).toEqual(["cause", "message", "stack", "type"]);
  expect(err["cause"]).toMatchObject({ type: "TypeError", message: "refused", code: "ECONNREFUSED" });
  expect(err["cause"]).not.toHaveProperty("topology");
});

test("however long an error or its causes are, its line is not", () => {
  let error = new Error("x".repeat(100_000));
  for (let depth = 0; depth < 50; depth += 1) error = new Error("y".repeat(100_000), { cause: error });
  expect(JSON.stringify(logged(error)).length).toBeLessThan(35_000);
  const circle = new Error("itself");
  circle.cause = circle;
  expect(logged(circle)).toMatchObject({ message: "itself" });
});

test("each address that refused is in the line of an AggregateError", () => {
  const refused = new Error("connect ECONNREFUSED ::1:27017");
  expect(logged(new AggregateError([refused], ""))).toMatchObject({ errors: [{ message: refused.message }] });
});

test("what was thrown and is no error is kept", () => expect(logged("just a text")).toBe("just a text"));

test("addresses that a server repeats in what it refuses are not in the line, in whatever depth", () => {
  const cause = new Error("550 5.1.1 <ana.zyx@example.com>: Recipient address rejected");
  const err = logged(new Error('E11000 dup key: { emailKey: "ana.zyx@example.com" }', { cause }));
  expect(JSON.stringify(err)).not.toContain("zyx");
  expect(JSON.stringify(err)).toContain("550 5.1.1");
});
