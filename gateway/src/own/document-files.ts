/** What is the same for everybody until the next deployment: compressed once, and known again by its tag. */
import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createForms, sendForm, type Forms } from "../entry/forms.ts";
import type { Transit } from "../entry/transit.ts";
import { page, pageFiles, pageFolder, pagePolicy, pageScript, type Documents } from "./documents.ts";

type SendFile = (transit: Transit) => Promise<void>;

/** The documents, the page that shows them, and what it loads, by the names of their routes. */
export function createDocumentFiles({ openapi, asyncapi }: Documents): ReadonlyMap<string, SendFile> {
  const file = (type: string, read: () => Promise<Buffer>, more: readonly string[] = []) =>
    createDocumentFile({ fields: ["Content-Type", type, ...more], read });
  const soon = ["Cache-Control", "public, max-age=60"];
  const document = (type: string, body: Buffer, more: readonly string[] = []) =>
    file(type, async () => body, [...soon, ...more]);
  return new Map([
    ["get /openapi.json", document("application/json; charset=utf-8", openapi)],
    ["get /asyncapi.json", document("application/json; charset=utf-8", asyncapi)],
    [
      "get /docs",
      document("text/html; charset=utf-8", Buffer.from(page), ["Content-Security-Policy", pagePolicy]),
    ],
    ["get /docs/page.js", document("text/javascript; charset=utf-8", Buffer.from(pageScript))],
    ...pageFiles.map(
      ({ name, type }) =>
        [
          `get /docs/${name}`,
          file(type, () => readFile(join(pageFolder, name)), ["Cache-Control", "public, max-age=86400"]),
        ] as const,
    ),
  ]);
}

type DocumentFile = {
  /** The media type, and what else it is sent with: flat, names and values. */
  readonly fields: readonly string[];
  /** Called with the first question, and again where it has failed. */
  readonly read: () => Promise<Buffer>;
};

/** Answers with the file, or 304; rejects when it cannot be read. */
function createDocumentFile({ fields, read }: DocumentFile): SendFile {
  let forms: Promise<Forms> | undefined;
  const open = async (): Promise<Forms> => {
    const body = await read();
    return createForms({ fields, body, etag: `"${hash("sha1", body)}"`, isProblem: false });
  };
  return async (transit) => {
    forms ??= open().catch((error: unknown) => {
      forms = undefined;
      throw error;
    });
    sendForm(transit, await forms);
  };
}
