import { expect, test } from "vitest";
import { countTests } from "./vitest-run.ts";

const results = (...statuses: string[]) => statuses.map((status) => ({ status }));

test("passed and failed tests are counted, skipped ones are neither", () => {
  const report = {
    testResults: [
      { status: "passed", assertionResults: results("passed", "passed", "skipped") },
      { status: "failed", assertionResults: results("passed", "failed", "failed") },
    ],
  };
  expect(countTests(report, false)).toEqual({ passed: 3, failed: 2 });
});

test("a file that can't be loaded is a failure though it has no tests", () =>
  expect(countTests({ testResults: [{ status: "failed", assertionResults: [] }] }, false)).toEqual({
    passed: 0,
    failed: 1,
  }));

test("a run that ends badly without a failed test has failed", () => {
  expect(
    countTests({ testResults: [{ status: "passed", assertionResults: results("passed") }] }, false),
  ).toEqual({
    passed: 1,
    failed: 1,
  });
  expect(countTests(undefined, false)).toEqual({ passed: 0, failed: 1 });
});
