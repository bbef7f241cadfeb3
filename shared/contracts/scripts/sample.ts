/** One value that a JSON Schema allows, always the same, for a reader to correct. Knows what the events' schemas use. */
import { z } from "zod";

type Schema = {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
};

const formats: Readonly<Record<string, string>> = {
  uuid: "5a9f1d1e-7f3b-4e59-8a57-0f2f6d8c9b11",
  "date-time": "2026-11-21T10:00:00.000Z",
  date: "2026-11-21",
  email: "alice@example.com",
  uri: "https://example.com/",
};

export function sampleOf(type: z.ZodType): unknown {
  const schema = z.toJSONSchema(type, { unrepresentable: "any", reused: "inline" }) as Schema & {
    readonly $defs?: Readonly<Record<string, Schema>>;
  };
  return toSample(schema, (ref) => schema.$defs?.[ref.replace("#/$defs/", "")] ?? {});
}

type Find = (ref: string) => Schema;

function toSample(schema: Schema, find: Find): unknown {
  if (schema.$ref !== undefined) return toSample(find(schema.$ref), find);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = (schema.anyOf ?? schema.oneOf)?.find(({ type }) => type !== "null");
  return choice ? toSample(choice, find) : samplers[kindOf(schema)]?.(schema, find);
}

const kindOf = ({ type = "object" }: Schema): string =>
  typeof type === "string" ? type : (type.find((each) => each !== "null") ?? "null");

const toNumber = ({ minimum = 1, exclusiveMinimum = 0 }: Schema): number =>
  Math.max(minimum, exclusiveMinimum + 1);

const samplers: Readonly<Record<string, (schema: Schema, find: Find) => unknown>> = {
  string: ({ format = "", minLength = 0, examples = [] }) =>
    examples[0] ?? formats[format] ?? "example".padEnd(minLength, "x"),
  integer: toNumber,
  number: toNumber,
  boolean: () => true,
  null: () => null,
  array: ({ items }, find) => (items ? [toSample(items, find)] : []),
  object: ({ properties = {}, allOf = [] }, find) =>
    Object.assign(
      {},
      ...allOf.map((part) => toSample(part, find)),
      Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, toSample(part, find)])),
    ) as unknown,
};
