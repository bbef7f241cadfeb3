/** `If-Match` (RFC 9110 §13.1.1). An edit compares the version alone: derived fields do not make it stale. */
import type { Endpoint } from "@shop/contracts/language/endpoint";
import type { Expectation } from "../../change.ts";
import { AppError } from "../../errors.ts";
import { parseEntityTags } from "./etag.ts";

const ourTag = /^((\d{1,15})(?:-[0-9a-f]{8})?)(?:-br|-gzip)?$/;

/** Throws 400 when the header is malformed. An endpoint without versions expects nothing. */
export const readPrecondition = (header: string | undefined, rule: Endpoint["ifMatch"]): Expectation => ({
  ...(rule === undefined ? nothingSaid : readTags(header)),
  isRequired: rule === "required",
});

type Seen = Pick<Expectation, "versions" | "tags">;
const nothingSaid: Seen = { versions: undefined };

/** Well-formed tags that are not ours, or weak, match nothing. */
function readTags(header: string | undefined): Seen {
  if (header === undefined) return nothingSaid;
  const tags = parseEntityTags(header);
  if (tags === undefined)
    throw new AppError("invalid", "request.invalid", "If-Match is malformed", {
      details: { errors: [{ path: "headers.if-match", message: 'must be "*" or a list of quoted ETags' }] },
    });
  if (tags === "*") return { versions: tags };
  const ours = tags.flatMap(({ value, isWeak }) => {
    const [, tag, version] = ourTag.exec(value) ?? [];
    return tag === undefined || isWeak ? [] : [{ tag, version: Number(version) }];
  });
  return { versions: ours.map(({ version }) => version), tags: ours.map(({ tag }) => tag) };
}
