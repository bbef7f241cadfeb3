/** The public HTTP contract as OpenAPI 3.1. */
import { z } from "zod";
import { defaults, type Access, type Api, type Endpoint } from "../src/contract.ts";
import { createSchemas, type Json, type Schemas } from "./schemas.ts";

const who: Readonly<Record<Access, string>> = {
  all: "Anybody.",
  guest: "Guests and everybody signed in.",
  customer: "Customers, staff and admins.",
  staff: "Staff and admins.",
  admin: "Admins.",
  service: "Services of ours.",
};

const problems = {
  BadRequest: "The request is malformed or not what the contract asks for; `errors` says where.",
  Unauthorized: "The access token is absent, expired, revoked or not valid.",
  Forbidden: "The caller's role does not allow this.",
  NotFound: "It does not exist, or not for this caller.",
  Conflict: "The state it is in does not allow this.",
  PreconditionFailed: "It has been changed since: the `If-Match` is stale.",
  TooLarge: "The body is over the limit.",
  UnsupportedType: "The body's content type is not taken here.",
  Unprocessable: "The `Idempotency-Key` was used for another request.",
  PreconditionRequired: "An `If-Match` is needed.",
  TooManyRequests: "The allowance is used up; `Retry-After` says for how long.",
  Unavailable: "Not possible just now; `Retry-After` says when to try again.",
  Timeout: "It took too long.",
} as const;
type ProblemName = keyof typeof problems;

export function toOpenApi(apis: Readonly<Record<string, Api>>, version: string): Json {
  const schemas = createSchemas();
  const paths: Record<string, Json> = {};
  const operationIds = new Set<string>();
  for (const [service, api] of Object.entries(apis))
    for (const [name, endpoint] of Object.entries(api)) {
      if (endpoint.access === "service") throw new Error(`${name} is not public`);
      if (operationIds.has(name)) throw new Error(`Two endpoints are called ${name}`);
      operationIds.add(name);
      const path = endpoint.path.replaceAll(/:(\w+)/g, "{$1}");
      (paths[path] ??= {})[endpoint.method] = toOperation(schemas, service, name, endpoint);
    }
  const problemSchema = schemas.toSchema(Problem, "output");
  return {
    openapi: "3.1.0",
    info: {
      title: "SuperCoolShop",
      version,
      description: "One document for all services behind the gateway. Every answer carries `X-Request-Id`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: Object.keys(apis).map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      schemas: schemas.components(),
      responses: Object.fromEntries(
        [...Object.entries(problems), ["Problem", "Any other refusal."] as const].map(
          ([name, description]) => [
            name,
            { description, content: { "application/problem+json": { schema: problemSchema } } },
          ],
        ),
      ),
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
  };
}

const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    /** `area.reason`, stable for programs. */
    code: z.string(),
    requestId: z.string(),
    errors: z.array(z.looseObject({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457" });

function toOperation(schemas: Schemas, service: string, operationId: string, endpoint: Endpoint): Json {
  const { summary, access, status } = endpoint;
  const body = toRequestBody(schemas, endpoint);
  const refusals = refusalsOf(endpoint).map(([code, name]) => [
    code,
    { $ref: `#/components/responses/${name}` },
  ]);
  return {
    operationId,
    tags: [service],
    summary,
    description: who[access],
    security: access === "all" ? [{}, { bearer: [] }] : [{ bearer: [] }],
    parameters: [
      ...toParameters(schemas, "path", endpoint.params),
      ...toParameters(schemas, "query", endpoint.query),
      ...headersOf(endpoint),
    ],
    ...(body && { requestBody: body }),
    responses: {
      [status]: toResponse(schemas, endpoint),
      ...Object.fromEntries(refusals),
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function toParameters(schemas: Schemas, place: "path" | "query", object: z.ZodObject | undefined): Json[] {
  return Object.entries<z.ZodType>(object?.shape ?? {}).map(([name, type]) => ({
    name,
    in: place,
    required: place === "path" || !type.safeParse(undefined).success,
    schema: schemas.toSchema(type, "input"),
  }));
}

const text: Json = { type: "string" };
const key: Json = { type: "string", minLength: 16, maxLength: 257 };

const header = (name: string, required: boolean, description: string, schema = text): Json => ({
  name,
  in: "header",
  required,
  description,
  schema,
});

function headersOf({ idempotent, ifMatch, maxWaitS = 0 }: Endpoint): Json[] {
  const all: [boolean, Json][] = [
    [
      idempotent === true,
      header(
        "Idempotency-Key",
        true,
        "Repeating a request with its key repeats its answer, for 24 hours.",
        key,
      ),
    ],
    [
      ifMatch !== undefined,
      header("If-Match", ifMatch === "required", "The `ETag` of what is to be changed."),
    ],
    [maxWaitS > 0, header("Prefer", false, `\`wait=<seconds>\` holds the answer, ${maxWaitS} s at most.`)],
  ];
  return all.filter(([applies]) => applies).map(([, parameter]) => parameter);
}

function toRequestBody(
  schemas: Schemas,
  { body, bodyTypes, bodyMode, bodyLimit }: Endpoint,
): Json | undefined {
  if (!body && bodyMode !== "stream") return undefined;
  const schema = body ? schemas.toSchema(body, "input") : {};
  return {
    required: true,
    description: `${bodyLimit ?? defaults.bodyLimit} bytes at most.`,
    content: Object.fromEntries((bodyTypes ?? defaults.bodyTypes).map((type) => [type, { schema }])),
  };
}

function toResponse(schemas: Schemas, { status, reply, replyType, summary }: Endpoint): Json {
  if (status === 204) return { description: summary };
  const schema = replyType === undefined ? schemas.toSchema(reply, "output") : {};
  return { description: summary, content: { [replyType ?? "application/json"]: { schema } } };
}

function refusalsOf(endpoint: Endpoint): [string, ProblemName][] {
  const { access, params, query, body, bodyMode, method, ifMatch, idempotent } = endpoint;
  const takesBody = body !== undefined || bodyMode === "stream";
  const all: [boolean, string, ProblemName][] = [
    [takesBody || params !== undefined || query !== undefined, "400", "BadRequest"],
    [access !== "all", "401", "Unauthorized"],
    [access !== "all" && access !== "guest", "403", "Forbidden"],
    [params !== undefined, "404", "NotFound"],
    [method !== "get", "409", "Conflict"],
    [ifMatch !== undefined, "412", "PreconditionFailed"],
    [takesBody, "413", "TooLarge"],
    [takesBody, "415", "UnsupportedType"],
    [idempotent === true, "422", "Unprocessable"],
    [ifMatch === "required", "428", "PreconditionRequired"],
    [true, "429", "TooManyRequests"],
    [true, "503", "Unavailable"],
    [true, "504", "Timeout"],
  ];
  return all.filter(([applies]) => applies).map(([, code, name]) => [code, name]);
}
