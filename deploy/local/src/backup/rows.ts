/** The rows of a collection as a file: canonical Extended JSON, one a line, gzipped, with its SHA-256; never more of it in memory than a part. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import mongoose, { type mongo } from "mongoose";

const { EJSON } = mongoose.mongo.BSON;
type Row = mongo.Document;

/** To be read with: each number and each byte keeps the type that it has in the database. */
export const exactly = { promoteValues: false, promoteLongs: false, bsonRegExp: true } as const;

/** Of text, about; a row is at most 16 MB of its own. */
const partLength = 256 * 1024;
/** As many at a time are read from a database, and saved there. */
export const mostRows = 1_000;

/** Only for the owner's eyes; throws when the file is there. */
export async function writeRows(
  file: string,
  rows: AsyncIterable<Row>,
): Promise<{ documents: number; sha256: string }> {
  const hash = createHash("sha256");
  let documents = 0;
  await pipeline(
    async function* () {
      let part = "";
      for await (const row of rows) {
        documents += 1;
        part += `${EJSON.stringify(row, { relaxed: false })}\n`;
        if (part.length < partLength) continue;
        yield part;
        part = "";
      }
      yield part;
    },
    createGzip(),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(file, { mode: 0o600, flags: "wx", flush: true }),
  );
  return { documents, sha256: hash.digest("hex") };
}

/** What `writeRows` said of it, looked up again; throws when it can't be read to its end. */
export async function weighRows(file: string): Promise<{ documents: number; sha256: string }> {
  const hash = createHash("sha256");
  let documents = 0;
  await pipeline(
    createReadStream(file),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createGunzip(),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) for (const byte of chunk) if (byte === newline) documents += 1;
    },
  );
  return { documents, sha256: hash.digest("hex") };
}

const newline = "\n".charCodeAt(0);

/** A few at a time, as many as are saved at once. */
export async function* readRows(file: string): AsyncGenerator<Row[]> {
  let rows: Row[] = [];
  let length = 0;
  for await (const line of linesOf(file)) {
    rows.push(EJSON.parse(line, { relaxed: false }) as Row);
    length += line.length;
    if (length < partLength * 16 && rows.length < mostRows) continue;
    yield rows;
    [rows, length] = [[], 0];
  }
  if (rows.length > 0) yield rows;
}

/** Not `readline`, for which a line separator of Unicode inside a text ends the line, too. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const text = source.pipe(createGunzip()).setEncoding("utf8") as AsyncIterable<string>;
  let open: string[] = [];
  for await (const chunk of text) {
    const [first = "", ...others] = chunk.split("\n");
    open.push(first);
    for (const other of others) {
      yield open.join("");
      open = [other];
    }
  }
}
