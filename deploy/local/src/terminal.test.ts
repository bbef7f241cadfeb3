import { expect, test } from "vitest";
import { createTerminal, toNotice } from "./terminal.ts";

test("a warning is shown in one line with its cause", () => {
  expect(toNotice('{"level":"warn","msg":"No broker","err":{"message":"ECONNREFUSED","stack":"…"}}')).toBe(
    "warning: No broker: ECONNREFUSED",
  );
});

test.each(['{"level":"info","msg":"Listening"}', "    at file.ts:1", "{broken"])(
  "%s is left to the log file",
  (line) => expect(toNotice(line)).toBeUndefined(),
);

test("the same notice is shown again only after ten minutes, and nothing once it is hushed", () => {
  let now = 0;
  const { written, terminal } = aTerminal(() => now);
  const line = '{"level":"error","msg":"No broker"}';
  terminal.showLog("order", line);
  now = 599_000;
  terminal.showLog("order", line);
  now = 601_000;
  terminal.showLog("order", line);
  terminal.hush();
  now = 9_000_000;
  terminal.showLog("order", line);
  expect(written).toEqual(["  order: error: No broker\n", "  order: error: No broker\n"]);
});

test("warnings are kept back while everybody waits for somebody", () => {
  const { written, terminal } = aTerminal(() => 0);
  terminal.showLog("order", '{"level":"warn","msg":"No broker yet"}');
  terminal.showLog("order", '{"level":"fatal","msg":"Bad environment"}');
  terminal.expectCalm();
  terminal.showLog("order", '{"level":"warn","msg":"No broker any more"}');
  expect(written).toEqual(["  order: error: Bad environment\n", "  order: warning: No broker any more\n"]);
});

function aTerminal(now: () => number) {
  const written: string[] = [];
  return { written, terminal: createTerminal((text) => written.push(text), now) };
}
