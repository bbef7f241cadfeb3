/**
 * What a page's form sends (URL-encoded form data of the HTML standard), and whether one of our pages sent it. There are
 * no tokens against forgery: pages that hold forms are kept for everybody.
 */
import type { IncomingMessage } from "node:http";
import { formType } from "@shop/contracts/language/endpoint";
import type { z } from "zod";
import { AppError } from "../../errors.ts";
import { requireType } from "./body.ts";
import { isUtf8, takesList, toQuery } from "./query.ts";

/** As it was typed: every field that was sent, by its name. */
export type Typed = Readonly<Record<string, readonly string[]>>;

/** `isMissing`: nothing was typed where something is needed. */
export type FieldFault = { readonly path: string; readonly message: string; readonly isMissing: boolean };

export type Form<Value> = { readonly typed: Typed } & (
  | { readonly value: Value; readonly faults: readonly [] }
  | { readonly value: undefined; readonly faults: readonly FieldFault[] }
);

/** More names than any form of ours has. */
const maxFields = 500;

/**
 * Throws 403 `request.foreign_form` unless a page of ours has sent it. Browsers say so themselves, in `Sec-Fetch-Site`
 * where the connection is trusted, and in `Origin` (Fetch Metadata; RFC 6454 §7). `host` is what the client calls us.
 */
export function requireOwnPage({ headers }: IncomingMessage, host: string): void {
  const site = headers["sec-fetch-site"];
  if (site === undefined ? hostOf(headers.origin) === host.toLowerCase() : site === "same-origin") return;
  throw new AppError("forbidden", "request.foreign_form", "This form was not sent by a page of the shop");
}

const hostOf = (origin: string | undefined): string | undefined =>
  origin !== undefined && URL.canParse(origin) ? new URL(origin).host : undefined;

/** Reads by the schema of the fields; throws 400 for a field that the form has not got, and for one that it has once. */
export function createFormReader(schema: z.ZodObject) {
  const fields = new Map(
    Object.entries(schema.shape).map(([name, field]) => [name, takesList(field as z.ZodType)]),
  );
  return (request: IncomingMessage, bytes: Uint8Array): Form<unknown> => {
    // An empty form has no body, and then nobody says of what type it would be.
    if (bytes.length > 0) requireType(request, [formType]);
    const typed = toTyped(bytes, fields);
    const result = schema.safeParse(toGiven(typed, fields));
    return result.success
      ? { typed, value: result.data, faults: [] }
      : { typed, value: undefined, faults: result.error.issues.map((issue) => toFault(issue, typed)) };
  };
}

function toTyped(bytes: Uint8Array, fields: ReadonlyMap<string, boolean>): Typed {
  const all = Object.entries(toQuery(textIn(bytes))).map(([name, value]) => [name, [value].flat()] as const);
  if (all.flatMap(([, values]) => values).length > maxFields)
    throw malformed("body", `has more than ${maxFields} fields`);
  const typed: Record<string, string[]> = {};
  for (const [name, values] of all) {
    const isList = fields.get(name);
    if (isList === undefined) throw malformed(name.slice(0, 64).toWellFormed(), "is no field of this form");
    if (!isUtf8(values)) throw malformed(name, "is not UTF-8");
    if (values.length > 1 && !isList) throw malformed(name, "may be given only once");
    typed[name] = values.map(String);
  }
  return typed;
}

/** Other bytes would each be read as the same character, and two passwords as one. */
function textIn(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw malformed("body", "is not UTF-8");
  }
}

/** What is left empty is not given. */
function toGiven(typed: Typed, fields: ReadonlyMap<string, boolean>): Readonly<Record<string, unknown>> {
  const given: Record<string, unknown> = {};
  for (const [name, values] of Object.entries(typed))
    if (fields.get(name)) given[name] = values;
    else if (values[0] !== "") given[name] = values[0];
  return given;
}

function toFault({ path, message }: z.core.$ZodIssue, typed: Typed): FieldFault {
  const given = typed[String(path[0])];
  return { path: path.join("."), message, isMissing: !given?.some((value) => value.trim() !== "") };
}

const malformed = (path: string, message: string): AppError =>
  new AppError("invalid", "request.invalid", "The form is not valid", {
    details: { errors: [{ path, message }] },
  });
