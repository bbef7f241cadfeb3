/** Zod schemas as JSON Schema; those with an id are written once, under `#/components/schemas`. */
import { z } from "zod";
import { dropUnicodePattern, joinNull, mapSchema, tellDefault, type Json } from "./json-schema.ts";

export type Direction = "input" | "output";

export function createSchemas() {
  const components = new Map<string, Json>();

  /** What a client may send and what it is sent can differ, by defaults; the first then gets a name of its own. */
  const nameOf = (id: string, schema: Json, direction: Direction): string => {
    const known = components.get(id);
    if (known === undefined || isSame(known, schema)) return id;
    if (direction === "output") throw new Error(`Two schemas are called ${id}`);
    return `${id}Request`;
  };

  return {
    /** A schema that may stand anywhere in the document. A parameter says by itself that it may be left out. */
    toSchema(type: z.ZodType, direction: Direction, { isParameter = false } = {}): Json {
      const { $defs = {}, ...root } = z.toJSONSchema(type, {
        io: direction,
        unrepresentable: "any",
        override: allowGrowth,
      }) as Json & { $defs?: Record<string, Json> };
      delete root["$schema"];
      const names = new Map(Object.keys($defs).map((id) => [id, id]));
      const tidy = (schema: Json): Json => {
        const told = joinNull(dropUnicodePattern(pointTo(schema, names)));
        return direction === "input" && !isParameter ? tellDefault(told) : told;
      };
      const finish = (schema: Json): Json => mapSchema(schema, tidy) as Json;
      for (const [id, schema] of Object.entries($defs)) names.set(id, nameOf(id, finish(schema), direction));
      for (const [id, schema] of Object.entries($defs)) components.set(names.get(id) ?? id, finish(schema));
      return finish(root);
    },
    components: (): Record<string, Json> =>
      Object.fromEntries([...components].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}
export type Schemas = ReturnType<typeof createSchemas>;

const refTo = (name: string): string => `#/components/schemas/${name}`;

const isSame = (a: Json, b: Json): boolean => JSON.stringify(a) === JSON.stringify(b);

/** An answer may gain fields, so only what is strict by its contract is closed. */
function allowGrowth({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: Json }): void {
  if (zodSchema instanceof z.ZodObject && zodSchema.def.catchall === undefined)
    delete jsonSchema["additionalProperties"];
}

/** Zod refers to `$defs` of its own. */
function pointTo(schema: Json, names: ReadonlyMap<string, string>): Json {
  const { $ref } = schema;
  const id = typeof $ref === "string" ? /^#\/\$defs\/(.+)$/.exec($ref)?.[1] : undefined;
  return id === undefined ? schema : { ...schema, $ref: refTo(names.get(id) ?? id) };
}
