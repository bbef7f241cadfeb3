import { createCursors } from "@shop/kit/paging/cursor";
import { expect, test } from "vitest";
import { queryKey, toCursor, toPosition } from "./cursors.ts";

const cursors = createCursors("a secret of at least thirty-two characters");

test("a cursor continues its query, whatever the page's size, the order of the filters and whether all are counted", () => {
  const first = queryKey("products", { sort: "price", brand: ["b", "a"], limit: 20, category: undefined });
  const second = queryKey("products", {
    brand: ["a", "b"],
    cursor: "x",
    sort: "price",
    limit: 50,
    count: "true",
  });
  const cursor = toCursor(cursors, first, { key: 1999, id: "66432" }) ?? "";
  expect(toPosition(cursors, second, cursor)).toEqual({ key: 1999, id: "66432" });
});

test("a cursor of another query is refused", () => {
  const cursor = toCursor(cursors, queryKey("products", { sort: "price" }), { key: 1, id: "a" }) ?? "";
  expect(() => toPosition(cursors, queryKey("products", { sort: "-price" }), cursor)).toThrow(
    expect.objectContaining({ code: "request.bad_cursor" }),
  );
  expect(() => toPosition(cursors, queryKey("products:staff", { sort: "price" }), cursor)).toThrow(
    "does not belong",
  );
});
