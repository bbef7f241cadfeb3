/** One value that a JSON Schema allows, always the same, for a reader to correct. Knows what the events' schemas use. */
import { z } from "zod";

type Schema = {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly items?: Schema;
  readonly minItems?: number;
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

function toSample(schema: Schema, find: (ref: string) => Schema): unknown {
  if (schema.$ref !== undefined) return toSample(find(schema.$ref), find);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = (schema.anyOf ?? schema.oneOf)?.find(({ type }) => type !== "null");
  if (choice) return toSample(choice, find);
  const properties = Object.entries(schema.properties ?? {});
  if (schema.allOf || properties.length > 0)
    return Object.assign(
      {},
      ...(schema.allOf ?? []).map((part) => toSample(part, find)),
      Object.fromEntries(properties.map(([name, part]) => [name, toSample(part, find)])),
    ) as unknown;
  return toPlainSample(schema, find);
}

function toPlainSample(schema: Schema, find: (ref: string) => Schema): unknown {
  const kind = typeof schema.type === "string" ? schema.type : schema.type?.find((each) => each !== "null");
  switch (kind) {
    case "string":
      return formats[schema.format ?? ""] ?? "example".padEnd(schema.minLength ?? 0, "x");
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1);
    case "boolean":
      return true;
    case "array":
      return schema.items ? [toSample(schema.items, find)] : [];
    case "null":
      return null;
    default:
      return {};
  }
}
