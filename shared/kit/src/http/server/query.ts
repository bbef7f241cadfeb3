/** The query string as the contract sees it: a value once, a list where a list is asked for, nothing unknown. */
import { parse, type ParsedUrlQuery } from "node:querystring";
import { z } from "zod";
import { AppError } from "../../errors.ts";

/** Half a surrogate pair, which no text holds: stands where the bytes were not UTF-8. */
const unreadable = "\ud800";

/** A query string by its names. */
export const toQuery = (search: string | undefined): ParsedUrlQuery =>
  parse(search ?? "", undefined, undefined, { decodeURIComponent: decode });

function decode(text: string): string {
  try {
    // A percent sign that begins no byte is one, as it is to browsers.
    return decodeURIComponent(text.replaceAll(/%(?![\da-f]{2})/gi, "%25"));
  } catch {
    return unreadable;
  }
}

export type QueryParser = (query: Readonly<Record<string, unknown>>) => unknown;

export function createQueryParser(
  schema: z.ZodObject,
  { ignoresUnknownQuery }: { readonly ignoresUnknownQuery?: true } = {},
): QueryParser {
  const known = new Map(
    Object.entries(schema.shape).map(([name, field]) => [name, takesList(field as z.ZodType)]),
  );
  const { catchall } = schema.def;
  const takesFamilies = catchall !== undefined && !(catchall instanceof z.ZodNever);
  const familiesTakeLists = takesFamilies && takesList(catchall as z.ZodType);
  // A contract's catchall is for families of names, such as `attributes.color`.
  const isKnown = (name: string): boolean => known.has(name) || (takesFamilies && /^[A-Za-z]+\../.test(name));
  return (query) => {
    const given: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(query)) {
      if (!isKnown(name)) {
        if (ignoresUnknownQuery) continue;
        throw invalid(name, "is not a parameter of this address");
      }
      if (!isUtf8(name) || !isUtf8(value)) throw invalid(name, "is not UTF-8");
      given[name] = toGiven(name, value, known.get(name) ?? familiesTakeLists);
    }
    return schema.parse(given);
  };
}

function toGiven(name: string, value: unknown, isList: boolean): unknown {
  if (isList) return Array.isArray(value) ? value : [value];
  if (Array.isArray(value)) throw invalid(name, "may be given only once");
  return value;
}

/** Of what `toQuery` has read. */
export const isUtf8 = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isUtf8) : String(value).isWellFormed();

const invalid = (name: string, message: string): AppError =>
  new AppError("invalid", "request.invalid", "The request is not valid", {
    details: { errors: [{ path: `query.${name.toWellFormed()}`, message }] },
  });

export function takesList(field: z.ZodType): boolean {
  if (field instanceof z.ZodArray) return true;
  if (field instanceof z.ZodPipe) return takesList(field.in as z.ZodType);
  if ("innerType" in field.def) return takesList(field.def.innerType as z.ZodType);
  return false;
}
