import { mostCounted } from "@shop/contracts/language/page";
import { mongo } from "mongoose";
import { expect, test } from "vitest";
import { countRows } from "./count-rows.ts";

/** A collection that answers this; keeps how it was asked. */
function rowsOf(answer: () => Promise<number>) {
  const asked: mongo.CountDocumentsOptions[] = [];
  const countDocuments = (_filter: object, options: mongo.CountDocumentsOptions) => {
    asked.push(options);
    return answer();
  };
  return { asked, rows: { countDocuments } as unknown as mongo.Collection<{ name: string }> };
}

test.each([
  [0, { value: 0, exact: true }],
  [mostCounted, { value: mostCounted, exact: true }],
  [mostCounted + 1, { value: mostCounted, exact: false }],
])("%d rows are told as %j, and never are more counted", async (count, total) => {
  const { asked, rows } = rowsOf(() => Promise.resolve(count));
  expect(await countRows(rows, { name: "a" }, "newest")).toEqual(total);
  expect(asked).toEqual([{ limit: mostCounted + 1, maxTimeMS: 1_000, hint: "newest" }]);
});

test("what takes too long to count is not counted; any other error is one", async () => {
  const late = new mongo.MongoServerError({ code: 50, codeName: "MaxTimeMSExpired", message: "too slow" });
  const { rows } = rowsOf(() => Promise.reject(late));
  expect(await countRows(rows, {})).toEqual({ value: 0, exact: false });
  const broken = rowsOf(() => Promise.reject(new Error("gone")));
  await expect(countRows(broken.rows, {})).rejects.toThrow("gone");
});
