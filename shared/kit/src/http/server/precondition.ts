/** `If-Match` (RFC 9110 §13.1.1), compared by version alone: derived fields do not make an edit stale. */
import type { Endpoint } from "@shop/contracts/language/endpoint";
import type { Expectation } from "../../change.ts";
import { AppError } from "../../errors.ts";
import { parseEntityTags } from "./etag.ts";

const ourTag = /^(\d{1,15})(?:-[0-9a-f]{8})?(?:-br|-gzip)?$/;

/** Throws 400 when the header is malformed. An endpoint without versions expects nothing. */
export const readPrecondition = (header: string | undefined, rule: Endpoint["ifMatch"]): Expectation => ({
  versions: rule === undefined ? undefined : readVersions(header),
  isRequired: rule === "required",
});

/** Well-formed tags that are not ours, or weak, match nothing. */
function readVersions(header: string | undefined): Expectation["versions"] {
  if (header === undefined) return undefined;
  const tags = parseEntityTags(header);
  if (tags === undefined)
    throw new AppError("invalid", "request.invalid", "If-Match is malformed", {
      details: { errors: [{ path: "headers.if-match", message: 'must be "*" or a list of quoted ETags' }] },
    });
  if (tags === "*") return tags;
  return tags.flatMap(({ value, isWeak }) => {
    const version = ourTag.exec(value)?.[1];
    return version === undefined || isWeak ? [] : [Number(version)];
  });
}
