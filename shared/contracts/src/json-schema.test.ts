/** The documents' schemas as generators understand them. */
import { expect, test } from "vitest";
import { z } from "zod";
import { createSchemas } from "../scripts/schemas.ts";

function toInput(type: z.ZodType) {
  const schemas = createSchemas();
  const schema = schemas.toSchema(type, "input");
  schemas.finish();
  return schema;
}

test("a nullable is a type or null, in whatever it stands", () => {
  const nullable = z.string().max(5).nullable();
  const joined = { type: ["string", "null"], maxLength: 5 };
  expect(toInput(nullable)).toEqual(joined);
  expect(toInput(z.object({ a: nullable.optional() }))).toMatchObject({ properties: { a: joined } });
  expect(toInput(z.array(z.record(z.string(), nullable)).nullable())).toMatchObject({
    type: ["array", "null"],
    items: { additionalProperties: joined },
  });
  expect(toInput(z.enum(["a", "b"]).nullable())).toEqual({
    type: ["string", "null"],
    enum: ["a", "b", null],
  });
  expect(toInput(z.literal("a").nullable())).toEqual({ type: ["string", "null"], enum: ["a", null] });
});

test("a nullable that has a name keeps it", () => {
  const Named = z.enum(["x"]).meta({ id: "NamedForThisTest" });
  expect(toInput(Named.nullable())).toEqual({
    anyOf: [{ $ref: "#/components/schemas/NamedForThisTest" }, { type: "null" }],
  });
});

test("a default of a request is told, not declared: what has one may be left out", () => {
  const schema = toInput(z.object({ sort: z.string().default("newest").meta({ description: "By what." }) }));
  expect(schema).toMatchObject({
    properties: { sort: { type: "string", description: 'By what. Default: `"newest"`.' } },
  });
  expect(JSON.stringify(schema)).not.toMatch(/"default":|"required"/);
});

test("a parameter keeps its default: it says itself that it may be left out", () => {
  const schemas = createSchemas();
  const { schema: limit } = schemas.toParameter(z.int().default(20), {});
  schemas.finish();
  expect(limit).toMatchObject({ type: "integer", default: 20 });
});

test("a pattern that means something else without the u flag is left out", () => {
  expect(toInput(z.string().regex(/^\p{L}+$/u))).toEqual({ type: "string" });
  expect(toInput(z.string().regex(/^[a-z]+$/))).toEqual({ type: "string", pattern: "^[a-z]+$" });
});

test("what is data stays as it is, even where it looks like a schema", () => {
  const example = { id: "a", default: 1, anyOf: [{ type: "string" }, { type: "null" }], pattern: "\\p{L}" };
  expect(toInput(z.looseObject({}).meta({ examples: [example] }))).toMatchObject({ examples: [example] });
  expect(toInput(z.object({ default: z.int(), id: z.string() }))).toMatchObject({
    properties: { default: { type: "integer" }, id: { type: "string" } },
  });
});

test("what has a name is written once, in both directions, with members of any name", () => {
  const schemas = createSchemas();
  const Named = z.object({ id: z.string(), note: z.string().default("") }).meta({ id: "InBothDirections" });
  const same = z.object({ id: z.string() }).meta({ id: "TheSameInBoth" });
  const sent = schemas.toSchema(z.object({ a: Named, b: same }), "input");
  const answered = schemas.toSchema(z.object({ a: Named, b: same }), "output");
  const named = schemas.finish();
  expect(Object.keys(named)).toEqual(["InBothDirections", "InBothDirectionsOutput", "TheSameInBoth"]);
  expect(sent).toMatchObject({ properties: { a: { $ref: "#/components/schemas/InBothDirections" } } });
  expect(answered).toMatchObject({
    properties: { a: { $ref: "#/components/schemas/InBothDirectionsOutput" } },
  });
  expect(named["InBothDirections"]).toMatchObject({
    properties: { id: { type: "string" } },
    required: ["id"],
  });
  expect(named["InBothDirectionsOutput"]).toMatchObject({ required: ["id", "note"] });
});
