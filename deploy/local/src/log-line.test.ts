import { expect, test } from "vitest";
import { readLogLine, toShortLine, toTerminalLine } from "./log-line.ts";

const refused = {
  level: "error",
  time: "2026-11-21T10:00:00.000Z",
  service: "order",
  requestId: "request-1",
  traceId: "0af7651916cd43dd8448eb211c80319c",
  method: "GET",
  path: "/orders/7",
  err: { type: "Error", message: "boom", stack: "Error: boom\n    at file.ts:1", cause: { message: "why" } },
  msg: "Request not served",
};

test("an error is one line: who, what, why, which request", () => {
  const line = readLogLine(JSON.stringify(refused));
  expect(line && toTerminalLine("order", line, { isColoured: false })).toBe(
    "order    error    Request not served: boom: why  GET /orders/7  request-1",
  );
});

test("a request that failed is named with its path and status", () => {
  const line = {
    level: "warn",
    method: "POST",
    path: "/orders",
    status: 503,
    requestId: "r-2",
    msg: "Request",
  };
  expect(toShortLine(JSON.stringify(line))).toBe("warning  Request  POST /orders 503  r-2");
});

test("the service whose breaker opened is named", () =>
  expect(toShortLine('{"level":"warn","msg":"Breaker","upstream":"order","state":"open"}')).toBe(
    "warning  Breaker order open",
  ));

test("who refused is told though an AggregateError itself says nothing", () =>
  expect(
    toShortLine(
      '{"level":"warn","msg":"Away","err":{"message":"","errors":[{"message":"ECONNREFUSED ::1:1"}]}}',
    ),
  ).toBe("warning  Away: ECONNREFUSED ::1:1"));

test("colours are for a terminal, and change no word", () => {
  const line = readLogLine(JSON.stringify(refused));
  const coloured = line ? toTerminalLine("order", line, { isColoured: true }) : "";
  expect(coloured).toContain("\u001B[31m");
  // oxlint-disable-next-line no-control-regex -- that is what a colour is
  expect(coloured.replace(/\u001B\[\d+m/g, "")).toBe(
    line && toTerminalLine("order", line, { isColoured: false }),
  );
});

test.each(["    at file.ts:1", "{broken", '{"no":"level"}'])(
  "%s is nothing that a service logged",
  (line) => {
    expect(readLogLine(line)).toBeUndefined();
    expect(toShortLine(line)).toBe(line);
  },
);
