import { expect, test } from "vitest";
import { createCursors } from "./cursor.ts";
import { AppError } from "../errors.ts";

const cursors = createCursors("a-secret-for-cursors-0123456789abcdef");
const query = "products:newest";

test("a cursor gives back the values it was made of", () => {
  const values = ["2026-01-01T00:00:00.000Z", 1999, null, "ü66432"];
  expect(cursors.decode(query, cursors.encode(query, values))).toEqual(values);
});

const refused = (cursor: string, forQuery = query) => {
  try {
    cursors.decode(forQuery, cursor);
  } catch (error) {
    return error instanceof AppError ? `${error.kind} ${error.code}` : String(error);
  }
  return "accepted";
};

test("a cursor of another query, or of another secret, is refused", () => {
  expect(refused(cursors.encode(query, [1]), "products:price")).toBe("invalid request.bad_cursor");
  const foreign = createCursors("another-secret-0123456789abcdef0123").encode(query, [1]);
  expect(refused(foreign)).toBe("invalid request.bad_cursor");
});

test("changing any one character makes a cursor bad, or leaves its meaning", () => {
  const cursor = cursors.encode(query, ["A", 5]);
  for (let at = 0; at < cursor.length; at++) {
    const changed = cursor.slice(0, at) + (cursor[at] === "A" ? "B" : "A") + cursor.slice(at + 1);
    const isSameBytes = Buffer.from(changed, "base64url").equals(Buffer.from(cursor, "base64url"));
    expect(refused(changed)).toBe(isSameBytes ? "accepted" : "invalid request.bad_cursor");
  }
});

test.for(["", "x", "null", "AAAAAAAAAAAAAAAAAAAAAA", "%00", "{}"])("garbage is refused: %j", (garbage) => {
  expect(refused(garbage)).toBe("invalid request.bad_cursor");
});
