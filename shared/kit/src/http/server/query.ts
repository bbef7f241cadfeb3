/** The query string as the contract sees it: a value once, a list where a list is asked for, nothing unknown. */
import { z } from "zod";
import { AppError } from "../../errors.ts";

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
      const isList = known.get(name) ?? familiesTakeLists;
      if (Array.isArray(value) && !isList) throw invalid(name, "may be given only once");
      given[name] = isList && !Array.isArray(value) ? [value] : value;
    }
    return schema.parse(given);
  };
}

const invalid = (name: string, message: string): AppError =>
  new AppError("invalid", "request.invalid", "The request is not valid", {
    details: { errors: [{ path: `query.${name}`, message }] },
  });

export function takesList(field: z.ZodType): boolean {
  if (field instanceof z.ZodArray) return true;
  if (field instanceof z.ZodPipe) return takesList(field.in as z.ZodType);
  if ("innerType" in field.def) return takesList(field.def.innerType as z.ZodType);
  return false;
}
