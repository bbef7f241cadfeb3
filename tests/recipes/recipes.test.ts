/**
 * The recipes of CONTRIBUTING, walked in a copy of the tree: each changes the files that it names and no others, and leaves
 * everything green; what was stored the day before still answers.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { addEndpoint } from "./add-endpoint.ts";
import { addEvent } from "./add-event.ts";
import { addField } from "./add-field.ts";
import { namedFiles } from "./named-files.ts";
import { openScratch, type Scratch } from "./scratch.ts";

let scratch: Scratch;
beforeAll(async () => {
  scratch = await openScratch();
});
afterAll(() => scratch[Symbol.asyncDispose]());

const minutes = 60_000;

test.each([
  ["Add an endpoint", addEndpoint],
  ["Add a field", addField],
  ["Add an event", addEvent],
] as const)("%s", { timeout: 5 * minutes }, async (recipe, walk) => {
  await walk(scratch);
  await scratch.run("format");
  const changed = await scratch.changed();
  expect(changed.filter((path) => !namedFiles(recipe)(path))).toEqual([]);
  await scratch.run("check");
});

test("what the recipes added works, beside what was there", { timeout: 10 * minutes }, async () => {
  const tested = scratch.test(
    "shared/contracts",
    "services/order/src",
    "services/user/src",
    "services/order/test/receipts",
    "services/order/test/gift-messages",
    "services/order/test/kept-rows",
    "services/user/test/gifts",
    "services/user/test/kept-rows",
  );
  await expect(tested).resolves.toBeUndefined();
});
