import { expect, test } from "vitest";
import { requireSeen } from "../../change.ts";
import { AppError } from "../../errors.ts";
import { readPrecondition } from "./precondition.ts";

function outcome(header: string | undefined, rule: "required" | "honoured" | undefined, version = 3): string {
  try {
    requireSeen(readPrecondition(header, rule), version);
    return "passed";
  } catch (error) {
    return error instanceof AppError ? error.kind : String(error);
  }
}

test.for([`"3"`, `"3-abcdef01"`, `"3-abcdef01-br"`, `"3-gzip"`, `"2", "3-00000000"`, "*"])(
  "%s allows a change of version 3",
  (header) => expect(outcome(header, "required")).toBe("passed"),
);

test.for([`"2"`, `"33"`, `"2-abcdef01", "4"`, `W/"3"`, `"somebody-elses"`])("%s is stale", (header) => {
  expect(outcome(header, "honoured")).toBe("precondition_failed");
});

test.for(["3", `"3`, "", "3-abcdef01"])("%j is malformed, before anything is looked for", (header) => {
  expect(() => readPrecondition(header, "honoured")).toThrow("If-Match is malformed");
});

test("an absent header is asked for only where it is required", () => {
  expect(outcome(undefined, "required")).toBe("precondition_required");
  expect(outcome(undefined, "honoured")).toBe("passed");
});

test("an endpoint without versions ignores the header", () => {
  expect(outcome("garbage", undefined)).toBe("passed");
});
