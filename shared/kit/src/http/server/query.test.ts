import { expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "../../errors.ts";
import { createQueryParser, toQuery } from "./query.ts";

const Query = z.object({
  q: z.string().optional(),
  limit: z.coerce.number().int().default(20),
  brand: z.array(z.string()).optional(),
});

const parse = createQueryParser(Query);

const pathsOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof AppError ? error.details["errors"] : String(error);
  }
};

test("one value of a list is a list, and a scalar stays one", () => {
  expect(parse({ brand: "a", limit: "5" })).toEqual({ brand: ["a"], limit: 5 });
  expect(parse({ brand: ["a", "b"] })).toEqual({ brand: ["a", "b"], limit: 20 });
});

test("a scalar given twice is refused, also where it would be converted", () => {
  expect(pathsOf(() => parse({ limit: ["1", "1"] }))).toEqual([
    { path: "query.limit", message: "may be given only once" },
  ]);
});

test.for(["x", "attributes.color", "__proto__", "constructor"])(
  "an unknown parameter is refused: %s",
  (name) => {
    const query = Object.fromEntries([[name, "1"]]);
    expect(pathsOf(() => parse(query))).toEqual([
      { path: `query.${name}`, message: "is not a parameter of this address" },
    ]);
  },
);

test("a catchall takes a family of names, not any name", () => {
  const parseFamily = createQueryParser(Query.catchall(z.string()));
  expect(parseFamily({ "attributes.color": "red" })).toEqual({ "attributes.color": "red", limit: 20 });
  expect(pathsOf(() => parseFamily({ colour: "red" }))).toEqual([
    { path: "query.colour", message: "is not a parameter of this address" },
  ]);
  expect(pathsOf(() => parseFamily({ "attributes.color": ["a", "b"] }))).toEqual([
    { path: "query.attributes.color", message: "may be given only once" },
  ]);
});

test.for([
  ["q=%FF", "q"],
  ["q=caf%C3", "q"],
  ["brand=a&brand=%ED%A0%80", "brand"],
  ["attributes.color=%C3", "attributes.color"],
  ["attributes.%FF=red", "\ufffd"],
  ["%FF=1", "\ufffd"],
])("bytes that are not UTF-8 are refused: %s", ([search, name]) => {
  const parseFamily = createQueryParser(Query.catchall(z.string()));
  const path = `query.${name}`;
  expect(pathsOf(() => parseFamily(toQuery(search)))).toEqual([
    { path, message: expect.stringMatching(/^is not/) },
  ]);
});

test("bytes that are not UTF-8 are nothing to a page that does not know their name", () => {
  const parsePage = createQueryParser(Query, { ignoresUnknownQuery: true });
  expect(parsePage(toQuery("source=%FF&q=a"))).toEqual({ q: "a", limit: 20 });
});

test.for([
  ["q=caf%C3%A9+%2B1", "café +1"],
  ["q=100%", "100%"],
  ["q=%u00e9%zz%41", "%u00e9%zzA"],
  ["q=%EF%BF%BD", "\ufffd"],
])("what is text is read as it stands: %s", ([search, q]) => {
  expect(parse(toQuery(search))).toEqual({ q, limit: 20 });
});

test("a catchall of lists takes each name of the family as often as it is said", () => {
  const parseFamily = createQueryParser(Query.catchall(z.array(z.string())));
  const query = { "attributes.color": ["red", "blue"], "attributes.size": "L" };
  expect(parseFamily(query)).toEqual({ ...query, "attributes.size": ["L"], limit: 20 });
});
