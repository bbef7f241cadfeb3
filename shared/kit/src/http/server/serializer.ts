/** Replies are written by a function compiled from the contract: what it does not name cannot leak. */
import { createRequire } from "node:module";
import type FastJsonStringify from "fast-json-stringify";
import { z } from "zod";

export type Serialize = (body: unknown) => string;

type Json = { [key: string]: unknown };

const load = createRequire(import.meta.url);

/**
 * Throws when JSON cannot say what the schema does. The returned function throws when a required property is missing: our
 * fault, not the client's. It is compiled when it is first called: all of a service's together, and what compiles them,
 * would take a tenth of a second of each start.
 */
export function createSerializer(schema: z.ZodType): Serialize {
  // An empty registry: named schemas stand inline, where they can be made nullable.
  const described = z.toJSONSchema(schema, { io: "output", metadata: z.registry() }) as Json;
  let serialize: Serialize | undefined;
  return (body) => (serialize ??= compile(described))(body);
}

function compile(described: Json): Serialize {
  const fastJsonStringify = load("fast-json-stringify") as typeof FastJsonStringify;
  return fastJsonStringify(simplify(described) as FastJsonStringify.AnySchema);
}

/**
 * "X or null" becomes a nullable X, which costs one comparison instead of a validation per value; and unknown
 * properties are dropped by leaving them unmentioned, so that they cannot make a union match nothing.
 */
function simplify(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(simplify);
  if (typeof node !== "object" || node === null) return node;
  const { $schema: _dialect, additionalProperties, ...rest } = node as Json;
  const simple: Json = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === "properties" ? simplifyEach(value) : simplify(value),
    ]),
  );
  if (typeof additionalProperties === "object")
    simple["additionalProperties"] = simplify(additionalProperties);
  return toNullable(simple);
}

const simplifyEach = (properties: unknown): Json =>
  Object.fromEntries(Object.entries(properties as Json).map(([name, value]) => [name, simplify(value)]));

function toNullable(node: Json): Json {
  const options = node["anyOf"];
  if (!Array.isArray(options) || options.length !== 2) return node;
  const isNull = (option: Json) => option["type"] === "null";
  const other = (options as Json[]).find((option) => !isNull(option));
  if (!other || !(options as Json[]).some(isNull)) return node;
  const { anyOf: _options, ...rest } = node;
  return { ...rest, ...other, nullable: true };
}
