/** The public HTTP contract as OpenAPI 3.1. */
import { takesLink, type Access, type Role } from "../src/language/access.ts";
import { defaults, isSigned, type Api, type Endpoint } from "../src/language/endpoint.ts";
import { takesBody, toResponses, toSharedAnswers } from "./answers.ts";
import type { Json } from "./json-schema.ts";
import { toParameters, type ParameterExamples } from "./parameters.ts";
import { listed, ownCodesOf } from "./problems.ts";
import { createSchemas, type Schemas } from "./schemas.ts";

/** Endpoints that are told about together. */
export type Section = {
  readonly name: string;
  readonly description: string;
  readonly api: Api;
  /** Answered by the gateway itself. */
  readonly isOwn?: boolean;
};

export type Example = ParameterExamples & { readonly body?: unknown; readonly reply?: unknown };
export type Examples = Readonly<Record<string, Example>>;

const who: Readonly<Record<Role | "all" | "service", string>> = {
  all: "Anybody.",
  guest: "Guests and everybody signed in.",
  customer: "Customers, staff and admins.",
  staff: "Staff and admins.",
  admin: "Admins.",
  service: "Services of ours.",
};

function toWho(access: Access): string {
  if (typeof access === "string") return who[access];
  if ("signedBy" in access) return `Whoever signs for \`${access.signedBy}\`; no token is looked at.`;
  if ("scope" in access) {
    const link = access.orLink ? " And whoever has a link to it." : "";
    return `${who[access.role]} Also a key with the scope \`${access.scope}\`.${link}`;
  }
  return `Only the roles ${access.map((role) => `\`${role}\``).join(", ")}.`;
}

/** For a scheme without scopes of its own, OpenAPI 3.1 lists roles that are needed. */
function toSecurity({ access }: Endpoint): Json[] {
  if (access === "all" || isSigned({ access })) return [];
  const signedIn = { bearer: typeof access === "object" && "scope" in access ? [access.scope] : [] };
  return takesLink(access) ? [signedIn, {}] : [signedIn];
}

const introduction = `One document for all services behind the gateway.

To begin: \`POST /auth/guest\`, then send its \`accessToken\` as \`Authorization: Bearer …\`. Examples work against the demo shop.
Sums are whole minor units (cents), times are UTC. Every refusal is a problem document (RFC 9457) with a stable \`code\`: each operation names its own, each shared response those of all; \`x-error-codes\` lists both for programs.
What has an \`ETag\` is changed with \`If-Match\`, so nobody overwrites what they have not seen. A list's \`next\` is the \`cursor\` of its next page.`;

export function toOpenApi(sections: readonly Section[], examples: Examples, version: string): Json {
  const schemas = createSchemas();
  const paths: Record<string, Json> = {};
  const operationIds = new Set<string>();
  for (const section of sections)
    for (const [name, endpoint] of Object.entries(section.api)) {
      if (endpoint.access === "service") throw new Error(`${name} is not public`);
      if (operationIds.has(name)) throw new Error(`Two endpoints are called ${name}`);
      operationIds.add(name);
      const path = endpoint.path.replaceAll(/:(\w+)/g, "{$1}");
      (paths[path] ??= {})[endpoint.method] = toOperation(
        schemas,
        section,
        [name, endpoint],
        examples[name] ?? {},
      );
    }
  const unknown = Object.keys(examples).filter((name) => !operationIds.has(name));
  if (unknown.length > 0) throw new Error(`Examples of no endpoint: ${unknown.join(", ")}`);
  const shared = toSharedAnswers(schemas);
  const named = schemas.finish();
  return {
    openapi: "3.1.0",
    info: {
      title: "SuperCoolShop",
      version,
      description: introduction,
      contact: { name: "The maintainers of SuperCoolShop" },
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [
      { url: "http://localhost:8080", description: "A shop on this machine, as `npm start` opens it" },
    ],
    tags: sections.map(({ name, description }) => ({ name, description })),
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      schemas: named,
      ...shared,
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
  };
}

function toOperation(
  schemas: Schemas,
  { name: section, isOwn = false }: Section,
  [operationId, endpoint]: [string, Endpoint],
  example: Example,
): Json {
  const { summary, description, access } = endpoint;
  const own = ownCodesOf(endpoint);
  const body = toRequestBody(schemas, endpoint, example.body);
  return {
    operationId,
    tags: [section],
    summary,
    description: [toWho(access), description, toPage(endpoint), toCodes(own)].filter(Boolean).join(" "),
    security: toSecurity(endpoint),
    parameters: toParameters(schemas, [operationId, endpoint], example),
    ...(body && { requestBody: body }),
    ...(Object.keys(own).length > 0 && { "x-error-codes": own }),
    responses: toResponses(schemas, endpoint, { isOwn, example: example.reply }),
  };
}

const toPage = ({ page }: Endpoint): string | undefined =>
  page &&
  "Whoever takes `text/html` and shows no token, as a browser that is led here, is sent to its page (303).";

/** For people; programs read `x-error-codes`. */
const toCodes = (codes: ReturnType<typeof ownCodesOf>): string | undefined =>
  Object.keys(codes).length === 0
    ? undefined
    : `Refuses with ${Object.entries(codes)
        .map(([status, own]) => `${listed(own)} (${status})`)
        .join(", ")}.`;

function toRequestBody(schemas: Schemas, endpoint: Endpoint, example: unknown): Json | undefined {
  const { bodyTypes, bodyLimit, bodyMode } = endpoint;
  if (!takesBody(endpoint)) return undefined;
  const schema = toBodySchema(schemas, endpoint);
  const toContent = (index: number) => ({
    schema,
    // Bytes of one type are none of another.
    ...(example !== undefined && (bodyMode !== "bytes" || index === 0) && { example }),
  });
  return {
    required: true,
    description: `${bodyLimit ?? defaults.bodyLimit} bytes at most.`,
    content: Object.fromEntries(
      (bodyTypes ?? defaults.bodyTypes).map((type, index) => [type, toContent(index)]),
    ),
  };
}

/** Bytes are what their sender says they are; the schema of a signed body is its sender's. */
function toBodySchema(schemas: Schemas, endpoint: Endpoint): Json {
  const { body, bodyMode } = endpoint;
  if (body) return schemas.toSchema(body, "input");
  return bodyMode === "stream" ? toStream(schemas, endpoint) : {};
}

/** To 3.1 a stream is a text; its one row, or each of many, is what `contentSchema` says. */
function toStream(schemas: Schemas, { bodyRow }: Endpoint): Json {
  const row = bodyRow && schemas.toSchema(bodyRow, "input");
  return {
    type: "string",
    ...(row && { description: "Rows, one a line, each a JSON object.", contentSchema: row }),
  };
}
