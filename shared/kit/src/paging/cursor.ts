/** Where a page ended, signed: a cursor is opaque, cannot be made up, and belongs to its query. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { AppError } from "../errors.ts";

export type CursorValues = readonly (string | number | null)[];

export type Cursors = {
  /** `query` is anything that names the list and its filters; `values` are the last row's sort values. */
  readonly encode: (query: string, values: CursorValues) => string;
  /** Throws 400 when the cursor is not ours or not this query's. */
  readonly decode: (query: string, cursor: string) => CursorValues;
};

const macLength = 16;

export function createCursors(secret: string): Cursors {
  const sign = (query: string, values: Uint8Array): Buffer =>
    createHmac("sha256", secret)
      .update(`${Buffer.byteLength(query)}:${query}`)
      .update(values)
      .digest()
      .subarray(0, macLength);

  return {
    encode(query, values) {
      const bytes = Buffer.from(JSON.stringify(values));
      return Buffer.concat([sign(query, bytes), bytes]).toString("base64url");
    },
    decode(query, cursor) {
      const bytes = Buffer.from(cursor, "base64url");
      const values = bytes.subarray(macLength);
      if (bytes.length <= macLength || !timingSafeEqual(bytes.subarray(0, macLength), sign(query, values)))
        throw new AppError("invalid", "request.bad_cursor", "The cursor does not belong to this query", {
          details: { errors: [{ path: "query.cursor", message: "does not belong to this query" }] },
        });
      return JSON.parse(values.toString()) as CursorValues;
    },
  };
}
