import { expect, test } from "vitest";
import { describeEnd, lastLines, toShownPath } from "./describe-end.ts";

const crash = [
  '{"level":"info","msg":"Listening"}',
  "/shop/services/catalog/src/config.ts:22",
  "const x: = ;",
  "SyntaxError [ERR_INVALID_TYPESCRIPT_SYNTAX]: Expression expected",
  "    at parseTypeScript (node:internal/modules/typescript:68:40)",
  "    at processTypeScriptCode (node:internal/modules/typescript:139:42) {",
  "  code: 'ERR_INVALID_TYPESCRIPT_SYNTAX'",
  "}",
  "",
  "Node.js v24.20.0",
];

test("the last lines of a crash tell its reason, not the way to it", () =>
  expect(
    lastLines(crash, 3)
      .split("\n")
      .map((line) => line.trim()),
  ).toEqual([
    "const x: = ;",
    "SyntaxError [ERR_INVALID_TYPESCRIPT_SYNTAX]: Expression expected",
    "code: 'ERR_INVALID_TYPESCRIPT_SYNTAX'",
  ]));

test("an end is one sentence, the last lines in short, and where the log is", () =>
  expect(
    describeEnd({
      title: "order",
      code: 1,
      signal: null,
      ranMs: 100,
      lines: ['{"level":"fatal","msg":"Could not start","err":{"message":"No database","stack":"…"}}'],
      logFile: `${process.cwd()}/.data/logs/order.log`,
    }),
  ).toBe(
    "order ended by itself (exit code 1). Its last lines:\n  error  Could not start: No database\nIts log: .data/logs/order.log",
  ));

test("a log is named as it can be typed, and whole when it lies elsewhere", () => {
  expect(toShownPath("/shop/.data/logs/order.log", "/shop")).toBe(".data/logs/order.log");
  expect(toShownPath("/elsewhere/order.log", "/shop")).toBe("/elsewhere/order.log");
});
