/** Reads what a client sent by the endpoint's contract. Only this can become the client's 400. */
import { defaults, type Endpoint } from "@shop/contracts/language/endpoint";
import type { Request } from "express";
import type { Readable } from "node:stream";
import { z } from "zod";
import { AppError } from "../../errors.ts";
import { limitStream, readBytes, readJson, refuseBody, requireLength, requireType } from "./body.ts";
import { createFormReader, requireOwnPage, type Form } from "./form.ts";
import { createQueryParser } from "./query.ts";

/** Of those that are told; what sends a hundred thousand is told about the first. */
const maxErrors = 50;

export type Received = {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** The body as it was sent, before defaults and conversions. */
  readonly rawBody: unknown;
  readonly form?: Form<unknown>;
  readonly stream?: Readable;
  readonly bytes?: Buffer;
  readonly contentType?: string;
};

/** Kept back of the time left, so that a body that does not come is told from a service that takes too long. */
const reserveMs = 100;

export function createRequestReader(
  endpoint: Endpoint,
): (request: Request, msLeft: number) => Promise<Received> {
  const parseQuery = createQueryParser(endpoint.query ?? z.object({}), endpoint);
  const limit = endpoint.bodyLimit ?? defaults.bodyLimit;
  const types = endpoint.bodyTypes ?? defaults.bodyTypes;
  const readForm = endpoint.bodyMode === "form" ? createFormReader(endpoint.body as z.ZodObject) : undefined;

  const readBody = async (
    request: Request,
    timeoutMs: number,
  ): Promise<Pick<Received, "rawBody" | "form" | "stream" | "bytes" | "contentType">> => {
    if (readForm) {
      requireOwnPage(request, request.host);
      return { rawBody: undefined, form: readForm(request, await readBytes(request, { limit, timeoutMs })) };
    }
    if (endpoint.bodyMode === "stream") {
      requireLength(request, limit);
      const contentType = requireType(request, types);
      const stream = limitStream(request, limit);
      // Once it is answered nobody reads on, or ever did: it was refused.
      request.res?.once("close", () => stream.destroy());
      return { rawBody: undefined, stream, contentType };
    }
    if (endpoint.bodyMode === "bytes") {
      const bytes = await readBytes(request, { limit, timeoutMs });
      const contentType = requireType(request, types);
      return { rawBody: undefined, bytes, contentType };
    }
    if (endpoint.body) return { rawBody: await readJson(request, { limit, types, timeoutMs }) };
    await refuseBody(request, { limit, timeoutMs });
    return { rawBody: undefined };
  };

  return async (request, msLeft) => {
    const read = await readBody(request, msLeft - reserveMs);
    return {
      ...read,
      params: parsePart("params", () => endpoint.params?.parse(request.params)),
      query: parsePart("query", () => parseQuery(request.query)),
      body: parsePart("", () =>
        (endpoint.bodyMode ?? "json") === "json" ? endpoint.body?.parse(read.rawBody) : undefined,
      ),
    };
  };
}

function parsePart(part: string, parse: () => unknown): unknown {
  try {
    return parse();
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    const issues = cause.issues.slice(0, maxErrors);
    const errors = issues.flatMap((issue) => toErrors(part, issue)).slice(0, maxErrors);
    throw new AppError("invalid", "request.invalid", "The request is not valid", {
      details: { errors },
      cause,
    });
  }
}

function toErrors(part: string, issue: z.core.$ZodIssue): { path: string; message: string }[] {
  const join = (path: readonly PropertyKey[]) =>
    [part, ...path.map(String)].filter((step) => step !== "").join(".") || "body";
  if (issue.code !== "unrecognized_keys") return [{ path: join(issue.path), message: issue.message }];
  return issue.keys
    .slice(0, maxErrors)
    .map((key) => ({ path: join([...issue.path, key]), message: "is unknown" }));
}
