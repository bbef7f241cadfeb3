import { expect, test } from "vitest";
import { createTerminal } from "./terminal.ts";

test.each(['{"level":"info","msg":"Listening"}', "    at file.ts:1", "{broken"])(
  "%s is left to the log file",
  (line) => {
    const { written, terminal } = aTerminal(() => 0);
    terminal.expectCalm();
    terminal.showLog("order", line);
    expect(written).toEqual([]);
  },
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
  expect(written).toEqual(["  order    error    No broker\n", "  order    error    No broker\n"]);
});

test("another path that fails is news, another request to the same is not", () => {
  const { written, terminal } = aTerminal(() => 0);
  const failed = (path: string, requestId: string) =>
    JSON.stringify({ level: "error", msg: "Request", method: "GET", path, status: 500, requestId });
  terminal.showLog("gateway", failed("/orders/71", "r-1"));
  terminal.showLog("gateway", failed("/orders/72", "r-2"));
  terminal.showLog("gateway", failed("/cart", "r-3"));
  expect(written).toEqual([
    "  gateway  error    Request  GET /orders/71 500  r-1\n",
    "  gateway  error    Request  GET /cart 500  r-3\n",
  ]);
});

test("warnings are kept back while everybody waits for somebody", () => {
  const { written, terminal } = aTerminal(() => 0);
  terminal.showLog("order", '{"level":"warn","msg":"No broker yet"}');
  terminal.showLog("order", '{"level":"fatal","msg":"Bad environment"}');
  terminal.expectCalm();
  terminal.showLog("order", '{"level":"warn","msg":"No broker any more"}');
  expect(written).toEqual([
    "  order    error    Bad environment\n",
    "  order    warning  No broker any more\n",
  ]);
});

function aTerminal(now: () => number) {
  const written: string[] = [];
  return { written, terminal: createTerminal((text) => written.push(text), now) };
}
