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
