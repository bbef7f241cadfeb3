/** Zod schemas as JSON Schema 2020-12; those with an id are written once, under `#/components/schemas`. */
import { z } from "zod";

export type Json = { [key: string]: unknown };
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
    /** A schema that may stand anywhere in the document. */
    toSchema(type: z.ZodType, direction: Direction): Json {
      const { $defs = {}, ...root } = z.toJSONSchema(type, {
        io: direction,
        unrepresentable: "any",
        override: allowGrowth,
      }) as Json & { $defs?: Record<string, Json> };
      delete root["$schema"];
      const named: Record<string, Json> = { ...$defs };
      const rootId = typeof root["id"] === "string" ? root["id"] : undefined;
      if (rootId !== undefined) named[rootId] = root;
      const names = new Map(Object.keys(named).map((id) => [id, id]));
      const relabel = (node: Json): Json => rename(node, names) as Json;
      for (const [id, schema] of Object.entries(named)) names.set(id, nameOf(id, relabel(schema), direction));
      for (const [id, schema] of Object.entries(named)) components.set(names.get(id) ?? id, relabel(schema));
      return rootId === undefined ? relabel(root) : { $ref: refTo(names.get(rootId) ?? rootId) };
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

function rename(node: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(node)) return node.map((item) => rename(item, names));
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).filter(([key, value]) => key !== "id" || typeof value !== "string");
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const id =
        key === "$ref" && typeof value === "string" ? /^#\/\$defs\/(.+)$/.exec(value)?.[1] : undefined;
      return id === undefined ? [key, rename(value, names)] : [key, refTo(names.get(id) ?? id)];
    }),
  );
}
