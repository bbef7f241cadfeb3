/** What an operation may answer: its success, its refusals, and the headers of each. */
import { z } from "zod";
import {
  eventsType,
  ignoresToken,
  isSigned,
  replyModeOf,
  rowsType,
  type Endpoint,
} from "../src/language/endpoint.ts";
import { headers, refTo, text, withHeaders, type HeaderName } from "./answer-headers.ts";
import type { Json } from "./json-schema.ts";
import { isConditionalRead } from "./parameters.ts";
import { listed, ownCodesOf, problems, type ProblemName, type Refusal } from "./problems.ts";
import type { Schemas } from "./schemas.ts";

const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: "`area.reason`, stable for programs." }),
    requestId: z.string(),
    errors: z
      .array(z.looseObject({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: "Of a request that is not valid: where, and why." }),
  })
  .meta({ id: "Problem", description: "RFC 9457" });

/** What is referred to by all answers. */
export function toSharedAnswers(schemas: Schemas): { readonly responses: Json; readonly headers: Json } {
  const content = { "application/problem+json": { schema: schemas.toSchema(Problem, "output") } };
  const responses = Object.entries<Refusal>(problems).map(
    ([name, { description, codes = [], headers: own = [] }]) => [
      name,
      {
        description: `${description} Codes: ${listed(codes)}.`,
        headers: withHeaders(own),
        content,
        "x-error-codes": codes,
      },
    ],
  );
  return { responses: Object.fromEntries(responses), headers };
}

export type AnswerOptions = {
  /** Nobody is asked for the answer, so nobody can be late or away, and what is not asked for is ignored. */
  readonly isOwn: boolean;
  readonly example: unknown;
};

export function toResponses(schemas: Schemas, endpoint: Endpoint, { isOwn, example }: AnswerOptions): Json {
  const refusals = refusalsOf(endpoint, isOwn).map(([code, name]) => [code, refTo("responses", name)]);
  return {
    [endpoint.status]: toSuccess(schemas, endpoint, example),
    ...(isConditionalRead(endpoint) && {
      304: { description: "It is still what the client knows.", headers: withHeaders(["ETag"]) },
    }),
    ...(endpoint.page !== undefined && {
      303: {
        description: "A browser that opens it is sent to its page.",
        headers: withHeaders(["Location"]),
      },
    }),
    ...Object.fromEntries(refusals),
    default: refTo("responses", "Problem"),
  };
}

const successes = {
  200: "What was asked for, or what has become of it.",
  201: "It has been made.",
  202: "It has been accepted, and is done in a moment.",
  204: "It is done, and there is nothing to show.",
  303: "It was taken, and this is where it leads.",
} as const;

function toSuccess(schemas: Schemas, endpoint: Endpoint, example: unknown): Json {
  const { status, replyType = "application/json" } = endpoint;
  const answer = { description: successes[status], headers: withHeaders(headersOf(endpoint)) };
  if (status === 204) return answer;
  const schema = toReplySchema(schemas, endpoint);
  return { ...answer, content: { [replyType]: { schema, ...(example !== undefined && { example }) } } };
}

function toReplySchema(schemas: Schemas, endpoint: Endpoint): Json {
  const { reply, replyType } = endpoint;
  if (replyType === undefined) return schemas.toSchema(reply, "output");
  if (replyModeOf(endpoint) !== "stream" || !(replyType in streams)) return fileOf(replyType);
  const description = streams[replyType as keyof typeof streams];
  return { ...text, description, contentSchema: schemas.toSchema(reply, "output") };
}

const streams = {
  [rowsType]: "Rows, one a line, each a JSON object, for as long as there are any.",
  [eventsType]: "Events as they come, until the client leaves; the data of each is a JSON object.",
} as const;

const fileOf = (type: string): Json =>
  type === "application/json"
    ? { type: "object" }
    : type.startsWith("text/")
      ? text
      : { ...text, format: "binary" };

const isPage = ({ query }: Endpoint): boolean => query !== undefined && "cursor" in query.shape;

function headersOf(endpoint: Endpoint): HeaderName[] {
  const all: [unknown, HeaderName][] = [
    [endpoint.etag, "ETag"],
    [endpoint.location, "Location"],
    [isPage(endpoint), "Link"],
    [endpoint.idempotent, "Idempotency-Replayed"],
    [endpoint.maxWaitS, "Preference-Applied"],
  ];
  return all.filter(([applies]) => applies).map(([, name]) => name);
}

export const takesBody = ({ body, bodyMode = "json" }: Endpoint): boolean =>
  body !== undefined || bodyMode !== "json";

function refusalsOf(endpoint: Endpoint, isOwn: boolean): [string, ProblemName][] {
  const { access, params, ifMatch, idempotent } = endpoint;
  const own = ownCodesOf(endpoint);
  const hasBody = takesBody(endpoint);
  const all: [boolean, string, ProblemName][] = [
    // A query that nobody asked for is one, too.
    [true, "400", "BadRequest"],
    [!ignoresToken(endpoint) || "401" in own, "401", "Unauthorized"],
    // An API key is nobody's cart.
    [access !== "all" && !isSigned(endpoint), "403", "Forbidden"],
    [params !== undefined || "404" in own, "404", "NotFound"],
    // Whoever changes a version may lose every race for it.
    [idempotent === true || ifMatch !== undefined || "409" in own, "409", "Conflict"],
    [ifMatch !== undefined || isConditionalRead(endpoint), "412", "PreconditionFailed"],
    [hasBody, "413", "TooLarge"],
    [hasBody, "415", "UnsupportedType"],
    [idempotent === true || "422" in own, "422", "Unprocessable"],
    [ifMatch === "required", "428", "PreconditionRequired"],
    // Guessing tokens costs something where nothing else does.
    [true, "429", "TooManyRequests"],
    [!isOwn, "503", "Unavailable"],
    [!isOwn, "504", "Timeout"],
  ];
  return all.filter(([applies]) => applies).map(([, code, name]) => [code, name]);
}
