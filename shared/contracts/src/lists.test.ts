import { expect, test } from "vitest";
import { z } from "zod";
import { pageQuery } from "./language/page.ts";
import { publicApis } from "./shop.ts";

const fieldsOf = (schema: unknown): readonly string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];

/** What is told of one thing, in rows. */
const notLists = ["getSalesReport", "listCartDeliveries"];

const lists = Object.values(publicApis)
  .flatMap((api) => Object.entries(api))
  .filter(([name, { reply }]) => fieldsOf(reply).includes("items") && !notLists.includes(name));

test("there are lists to speak of", () => {
  expect(lists.length).toBeGreaterThan(20);
});

test.each(lists)("%s is asked page by page, and answers how many there are when it is asked", (_, list) => {
  const query: unknown = "query" in list ? list.query : undefined;
  expect(fieldsOf(query)).toEqual(expect.arrayContaining(Object.keys(pageQuery)));
  expect(fieldsOf(list.reply)).toEqual(expect.arrayContaining(["items", "next", "total"]));
});
