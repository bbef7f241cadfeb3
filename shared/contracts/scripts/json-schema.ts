/** JSON Schema 2020-12 as the tools that read our documents understand it best. */

export type Json = { [key: string]: unknown };

const namedSchemas = new Set(["properties", "patternProperties", "$defs"]);
const schemaLists = new Set(["anyOf", "oneOf", "allOf", "prefixItems"]);
const schemas = new Set([
  "items",
  "additionalProperties",
  "propertyNames",
  "contains",
  "not",
  "contentSchema",
]);

const isObject = (node: unknown): node is Json =>
  typeof node === "object" && node !== null && !Array.isArray(node);

/** Changes a schema and all in it, innermost first. What is data (examples, a default, a constant) is left alone. */
export function mapSchema(node: unknown, change: (schema: Json) => Json): unknown {
  if (!isObject(node)) return node;
  const deep = (child: unknown): unknown => mapSchema(child, change);
  const changed = Object.entries(node).map(([key, value]): [string, unknown] => {
    if (schemas.has(key)) return [key, deep(value)];
    if (schemaLists.has(key) && Array.isArray(value)) return [key, value.map(deep)];
    if (namedSchemas.has(key) && isObject(value))
      return [key, Object.fromEntries(Object.entries(value).map(([name, child]) => [name, deep(child)]))];
    return [key, value];
  });
  return change(Object.fromEntries(changed));
}

/** `type: ["string", "null"]` instead of an `anyOf` with null, of which generators make an empty type. */
export function joinNull(schema: Json): Json {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return schema;
  const isNull = (branch: Json) => branch["type"] === "null";
  const [value, ...others] = (anyOf as Json[]).filter((branch) => !isNull(branch));
  if (!value || others.length > 0 || typeof value["type"] !== "string") return schema;
  const { const: only, enum: values = only === undefined ? undefined : [only], ...kept } = value;
  return {
    ...rest,
    ...kept,
    type: [value["type"], "null"],
    ...(Array.isArray(values) && { enum: [...(values as unknown[]), null] }),
  };
}

/** Generators take a member with a default for one that is always there; in a request it may be left out. */
export function tellDefault({ default: value, ...schema }: Json): Json {
  if (value === undefined) return schema;
  const told = `Default: \`${JSON.stringify(value)}\`.`;
  const { description } = schema;
  return { ...schema, description: typeof description === "string" ? `${description} ${told}` : told };
}

/** JSON Schema's patterns have no flags, and without `u` a `\p{…}` means something else: then none is better. */
export function dropUnicodePattern(schema: Json): Json {
  const { pattern, ...rest } = schema;
  return typeof pattern === "string" && /\\[pP]\{/.test(pattern) ? rest : schema;
}
