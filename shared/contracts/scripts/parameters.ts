/** What an operation takes beside its body: the path's and the query's parameters, and headers. */
import type { z } from "zod";
import type { Endpoint } from "../src/language/endpoint.ts";
import type { Json } from "./json-schema.ts";
import type { Schemas } from "./schemas.ts";

export type ParameterExamples = {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
};

export const toParameters = (
  schemas: Schemas,
  [operationId, endpoint]: [string, Endpoint],
  examples: ParameterExamples,
): Json[] => [
  ...fieldsOf(schemas, "path", endpoint.params, examples.params),
  ...fieldsOf(schemas, "query", endpoint.query, examples.query),
  ...headersOf(operationId, endpoint),
];

function fieldsOf(
  schemas: Schemas,
  place: "path" | "query",
  object: z.ZodObject | undefined,
  examples: Readonly<Record<string, unknown>> = {},
): Json[] {
  return Object.entries<z.ZodType>(object?.shape ?? {}).map(([name, type]) => {
    return schemas.toParameter(type, {
      name,
      in: place,
      required: place === "path" || !type.safeParse(undefined).success,
      ...(examples[name] !== undefined && { example: examples[name] }),
    });
  });
}

/** Quoted tags in a list, or `*` (RFC 9110 §8.8.3). */
const tag = '(?:W/)?"[!#-~\u0080-\u00ff]*"';
const tags = { type: "string", pattern: `^(?:\\*|${tag}(?:, *${tag})*)$` };

const headers = {
  "Idempotency-Key": {
    description:
      "A new one for every new intent: a request repeated with its key is answered as the first time, for 24 hours.",
    schema: {
      type: "string",
      pattern: '^(?:"[!#-~]{16,255}"|[!#-~]{16,255})$',
      minLength: 16,
      maxLength: 257,
    },
  },
  "If-Match": {
    description:
      "The `ETag` of what is to be changed, as it was read, with its quotes; `*` is any. A read is answered 412 when it is another one by now.",
    example: "*",
    schema: tags,
  },
  "If-None-Match": {
    description:
      "The `ETag` of what is known already: the answer is 304 when it is still so. What is no such tag is not looked at.",
    schema: { type: "string" },
  },
} as const;

const header = (name: keyof typeof headers, required: boolean, more: Json = {}): Json => ({
  name,
  in: "header",
  required,
  ...headers[name],
  ...more,
});

const prefer = (maxWaitS: number): Json => ({
  name: "Prefer",
  in: "header",
  required: false,
  description: `\`wait=<seconds>\` holds the answer until what was asked for is settled, ${maxWaitS} s at most.`,
  example: `wait=${maxWaitS}`,
  schema: { type: "string", pattern: "wait=[0-9]{1,6}" },
});

export const isConditionalRead = ({ method, etag }: Endpoint): boolean => method === "get" && etag === true;

function headersOf(operationId: string, endpoint: Endpoint): Json[] {
  const { idempotent, ifMatch, maxWaitS = 0 } = endpoint;
  return [
    ...(idempotent ? [header("Idempotency-Key", true, { example: `"${operationId}-0000001"` })] : []),
    ...(ifMatch ? [header("If-Match", ifMatch === "required")] : []),
    ...(isConditionalRead(endpoint) ? [header("If-Match", false), header("If-None-Match", false)] : []),
    ...(maxWaitS > 0 ? [prefer(maxWaitS)] : []),
  ];
}
