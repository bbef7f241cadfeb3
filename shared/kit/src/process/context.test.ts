import { expect, test } from "vitest";
import { continueTrace, currentContext, runInContext, traceIdOf } from "./context.ts";

const incoming = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

test("a trace goes on under its id with a span of our own", () => {
  const continued = continueTrace(incoming);
  expect(traceIdOf(continued)).toBe("0af7651916cd43dd8448eb211c80319c");
  expect(continued).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
  expect(continued).not.toContain("b7ad6b7169203331");
});

test.for([
  undefined,
  "",
  "garbage",
  "00-00000000000000000000000000000000-b7ad6b7169203331-01",
  "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
  "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  incoming.toUpperCase(),
])("a new trace begins instead of %s", (header) => {
  const made = continueTrace(header);
  expect(made).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(traceIdOf(made)).not.toBe("0af7651916cd43dd8448eb211c80319c");
});

test("the context follows the work through awaits and ends with it", async () => {
  const context = { requestId: "request-1", traceparent: incoming, msLeft: () => 5 };
  const seen = await runInContext(context, async () => {
    await Promise.resolve();
    return currentContext();
  });
  expect(seen).toBe(context);
  expect(currentContext()).toBeUndefined();
});
