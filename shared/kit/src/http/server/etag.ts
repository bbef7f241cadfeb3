/** Entity tags: `"<version>-<8 hex of the body's hash>"`, so a derived field changes the tag and not the version. */
import { hash } from "node:crypto";

export type EntityTag = { readonly value: string; readonly isWeak: boolean };

export const entityTagOf = (version: number, body: string | Uint8Array): string =>
  `"${version}-${hash("sha1", body, "hex").slice(0, 8)}"`;

/** No two runs of blanks side by side, which would cost the square of their length. */
const listItem = /\s*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*)?(?:,|$)/y;

/** A list of tags or `*`; undefined when malformed. */
export function parseEntityTags(header: string): readonly EntityTag[] | "*" | undefined {
  if (header.trim() === "*") return "*";
  const tags: EntityTag[] = [];
  listItem.lastIndex = 0;
  while (listItem.lastIndex < header.length) {
    const found = listItem.exec(header);
    if (!found) return undefined;
    if (found[2] !== undefined) tags.push({ value: found[2], isWeak: found[1] !== undefined });
  }
  return tags.length > 0 ? tags : undefined;
}

/** `If-Match`: strong comparison, of any form of it; a header that is malformed names nothing that there is. */
export function isMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return true;
  const tags = parseEntityTags(header);
  if (tags === "*") return true;
  const value = etag.slice(1, -1);
  return tags?.some((tag) => !tag.isWeak && tag.value.replace(/-(?:br|gzip)$/, "") === value) ?? false;
}

/** `If-None-Match`: weak comparison; a compressed variant is the same representation. */
export function isNoneMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return true;
  const tags = parseEntityTags(header);
  if (tags === "*") return false;
  const value = etag.slice(1, -1);
  return !tags?.some((tag) => tag.value.replace(/-(?:br|gzip)$/, "") === value);
}
