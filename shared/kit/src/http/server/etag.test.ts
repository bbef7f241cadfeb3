import { expect, test } from "vitest";
import { entityTagOf, isMatch, isNoneMatch, parseEntityTags } from "./etag.ts";

test("a tag names the version and changes with the body", () => {
  expect(entityTagOf(3, "a")).toMatch(/^"3-[0-9a-f]{8}"$/);
  expect(entityTagOf(3, "a")).not.toBe(entityTagOf(3, "b"));
});

test("lists of tags are read as RFC 9110 writes them", () => {
  expect(parseEntityTags("*")).toBe("*");
  expect(parseEntityTags(`"a", W/"b" ,,"c,d"`)).toEqual([
    { value: "a", isWeak: false },
    { value: "b", isWeak: true },
    { value: "c,d", isWeak: false },
  ]);
});

test.for(["", " ", "3", `"3`, `3"`, `"a" "b"`, `w/"a"`, `"a", b`, ","])("%j is malformed", (header) => {
  expect(parseEntityTags(header)).toBeUndefined();
});

test("If-Match compares strongly and knows compressed variants", () => {
  const etag = `"3-0123abcd"`;
  for (const header of [undefined, etag, `"x", ${etag}`, `"3-0123abcd-br"`, "*"])
    expect([header, isMatch(header, etag)]).toEqual([header, true]);
  for (const header of [`W/${etag}`, `"3-ffffffff"`, `"3"`, "garbage"])
    expect([header, isMatch(header, etag)]).toEqual([header, false]);
});

test("If-None-Match compares weakly and knows compressed variants", () => {
  const etag = `"3-0123abcd"`;
  for (const header of [etag, `W/${etag}`, `"x", ${etag}`, `"3-0123abcd-br"`, `W/"3-0123abcd-gzip"`, "*"])
    expect([header, isNoneMatch(header, etag)]).toEqual([header, false]);
  for (const header of [undefined, `"3-ffffffff"`, `"3"`, `"4-0123abcd"`, "garbage"])
    expect([header, isNoneMatch(header, etag)]).toEqual([header, true]);
});
