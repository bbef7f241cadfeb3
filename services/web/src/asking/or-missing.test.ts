import { NoAnswer, Refused } from "@shop/client/refusal";
import { expect, test } from "vitest";
import { orUnsaid } from "./or-missing.ts";

const noAnswer = (code?: string) => new NoAnswer(Object.assign(new Error("no answer"), code && { code }));
const refused = (status: number, code: string) => new Refused({ status, code, detail: "", requestId: "" });

test.each([
  ["ECONNREFUSED", noAnswer("ECONNREFUSED"), "away"],
  ["an open breaker", noAnswer("EOPENBREAKER"), "away"],
  ["a service that starts", refused(503, "service.starting"), "away"],
  ["ECONNRESET", noAnswer("ECONNRESET"), "unsaid"],
  ["silence", new NoAnswer(new DOMException("late", "TimeoutError")), "unsaid"],
  ["whatever else went wrong there", refused(500, "internal"), "unsaid"],
])("what was asked before %s may have been done, or not", async (_, error, said) => {
  expect(await orUnsaid(Promise.reject(error))).toBe(said);
});
