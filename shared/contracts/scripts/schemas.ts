/** Zod schemas as a document's; those with an id are written once, under `#/components/schemas`. */
import { z } from "zod";
import { createComponents, createRegistry, type ZodOpenApiOverrideContext } from "zod-openapi/api";
import { dropUnicodePattern, joinNull, mapSchema, tellDefault, type Json } from "./json-schema.ts";

export type Direction = "input" | "output";

/** What a schema with an id of its own shows in both directions is called after it; where they differ, `<id>Output` is the answer's. */
export function createSchemas() {
  const registry = createRegistry();
  const placed: { readonly schema: Json; readonly tidy: Tidy }[] = [];
  const place = (type: z.ZodType, io: Direction, tidy: Tidy): Json => {
    const schema = registry.addSchema(type, [`place ${placed.length}`], {
      io,
      source: { type: "mediaType" },
    });
    placed.push({ schema: schema as Json, tidy });
    return schema as Json;
  };
  const parameters: Json[] = [];
  return {
    /** May stand anywhere in the document, and is empty until `finish`. */
    toSchema: (type: z.ZodType, direction: Direction): Json => place(type, direction, tidyUp),
    /** A parameter says by itself that it may be left out, so it keeps its default; and what it is for. */
    toParameter(type: z.ZodType, parameter: Json): Json {
      const whole: Json = { ...parameter, schema: place(type, "input", tidyParameter) };
      parameters.push(whole);
      return whole;
    },
    /** Fills all that was placed, and answers what has a name. */
    finish(): Record<string, Json> {
      const { schemas = {} } = createComponents(
        registry,
        { override: allowGrowth, allowEmptySchema },
        "3.1.0",
      );
      for (const { schema, tidy } of placed) {
        const tidied = mapSchema({ ...schema }, tidy) as Json;
        for (const key of Object.keys(schema)) delete schema[key];
        Object.assign(schema, tidied);
      }
      for (const parameter of parameters) tellDescription(parameter);
      const named = Object.entries(schemas).map(([id, schema]): [string, Json] => [
        id,
        mapSchema(schema, tidyUp) as Json,
      ]);
      return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
}
export type Schemas = ReturnType<typeof createSchemas>;

type Tidy = (schema: Json) => Json;

function tellDescription(parameter: Json): void {
  const schema = parameter["schema"] as Json;
  if (schema["description"] === undefined) return;
  parameter["description"] = schema["description"];
  delete schema["description"];
}

const tidyParameter = (schema: Json): Json => joinNull(dropUnicodePattern(schema));
const tidyUp = (schema: Json): Json => tellDefault(tidyParameter(schema));

/** What JSON Schema has no word for may be anything. */
const allowEmptySchema = { custom: true, transform: true, undefined: true, pipe: true } as const;

/** An answer may gain fields, so only what is strict by its contract is closed. */
function allowGrowth({ zodSchema, jsonSchema }: ZodOpenApiOverrideContext): void {
  if (zodSchema instanceof z.ZodObject && zodSchema.def.catchall === undefined)
    delete jsonSchema.additionalProperties;
}
