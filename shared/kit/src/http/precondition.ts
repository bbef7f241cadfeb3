/** `If-Match` (RFC 9110 §13.1.1), compared by version alone: derived fields do not make an edit stale. */
import type { Endpoint } from "@shop/contracts/contract";
import { AppError } from "../errors.ts";
import { parseEntityTags } from "./etag.ts";

export type Precondition = {
  readonly ifMatch: readonly number[] | "*" | undefined;
  /** To be asked once the object is found: throws 428 when a required `If-Match` is absent, 412 when it is stale. */
  readonly check: (version: number) => void;
};

const ourTag = /^(\d{1,15})(?:-[0-9a-f]{8})?(?:-br|-gzip)?$/;

/** Throws 400 when the header is malformed. */
export function readPrecondition(header: string | undefined, rule: Endpoint["ifMatch"]): Precondition {
  const ifMatch = rule === undefined ? undefined : readVersions(header);
  return {
    ifMatch,
    check(version) {
      if (ifMatch === undefined && rule === "required")
        throw new AppError(
          "precondition_required",
          "request.precondition_required",
          "Send If-Match with the ETag you have seen",
        );
      if (ifMatch === undefined || ifMatch === "*" || ifMatch.includes(version)) return;
      throw new AppError(
        "precondition_failed",
        "request.precondition_failed",
        "It has been changed since: read it again",
      );
    },
  };
}

/** Well-formed tags that are not ours, or weak, match nothing. */
function readVersions(header: string | undefined): Precondition["ifMatch"] {
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
