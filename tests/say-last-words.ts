/** Shops of tests go with their logs: after a failure, what they said last is printed beside it. */
import { afterEach } from "vitest";
import { lastWords } from "./test-shop.ts";

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") process.stderr.write(`${await lastWords()}\n`);
});
