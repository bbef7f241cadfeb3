import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { countTests, findsTests } from "./vitest-run.ts";

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

const root = join(import.meta.dirname, "../../..");

test.each([[], ["order"], ["vitest-run.test.ts:12"], ["nothing", "gateway"], ["-t", "a name"]])(
  "npm test -- %j finds tests",
  async (...filters) => expect(await findsTests(filters, root)).toBe(true),
);

test("npm test -- nothing says so in a sentence, without vitest's patterns, and fails", async () => {
  expect(await findsTests(["no-such-part"], root)).toBe(false);
  const run = promisify(execFile)(process.execPath, ["deploy/local/test.ts", "no-such-part"], { cwd: root });
  await expect(run).rejects.toMatchObject({
    code: 1,
    stdout: 'No test file has "no-such-part" in its path: try order, gateway or e2e.\n',
  });
});
