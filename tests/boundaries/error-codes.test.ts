/** Every code that a client can be refused with stands in the documents, and none that is not in the code. */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const sources = globSync("{services/*,shared/kit,gateway}/src/**/*.ts", { cwd: root }).filter(
  (file) => !file.endsWith(".test.ts"),
);

/** In an `errors.ts` every such text is a code; elsewhere it is one where an error is made. */
const anyCode = /"([a-z_]+\.[a-z0-9_]+)"/g;
const madeCode =
  /(?:new AppError\(\s*"\w+",|\b(?:badRequest|keyError|refusal)\(|\bcode:)\s*"([a-z_]+\.[a-z0-9_]+)"/g;

function codesIn(file: string): string[] {
  const text = readFileSync(`${root}/${file}`, "utf8");
  const pattern = file.endsWith("/errors.ts") ? anyCode : madeCode;
  const away = [...text.matchAll(/createHttpClient\(\{ name: "(\w+)"/g)].map(
    ([, name]) => `${name}.unavailable`,
  );
  return [...text.matchAll(pattern)].map(([, code = ""]) => code).concat(away);
}

type Documented = { readonly [key: string]: unknown };

/** Of `x-error-codes`, wherever it stands: a list, or lists by status. */
function documentedIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node as Documented).flatMap(([key, value]) =>
    key === "x-error-codes"
      ? Object.values(value as Documented)
          .flat()
          .map(String)
      : documentedIn(value),
  );
}

const inCode = new Set(sources.flatMap(codesIn));
const openapi: unknown = JSON.parse(readFileSync(`${root}/docs/openapi.json`, "utf8"));
const inDocs = new Set(documentedIn(openapi));

/** No client of the API is told: what services ask each other about sessions, and what only pages say. */
const unseen = new Set(["session.ended", "request.foreign_form", "asset.not_found"]);

test("every code of the code is in the documents", () => {
  expect(inCode.size).toBeGreaterThan(50);
  expect([...inCode].filter((code) => !inDocs.has(code) && !unseen.has(code))).toEqual([]);
});

test("every code of the documents is in the code", () => {
  expect([...inDocs].filter((code) => code !== "internal" && !inCode.has(code))).toEqual([]);
});

/** They make errors of a code that is handed to them, where `codesIn` finds it, or that another service or process has said. */
const handedOn = [
  "gateway/src/entry/sanitise.ts",
  "services/catalog/src/images/errors.ts",
  "services/catalog/src/images/svg-drawing-client.ts",
  "services/catalog/src/importing/errors.ts",
  "services/user/src/registrations/errors.ts",
  "services/web/src/answering/routes.ts",
  "shared/kit/src/http/client.ts",
  "shared/kit/src/idempotency/header.ts",
];

test("every other error that is made says its code in place", () => {
  const isHandedOn = (file: string) =>
    /new AppError\((?!\s*"\w+",\s*"[a-z_]+\.[a-z0-9_]+")/.test(readFileSync(`${root}/${file}`, "utf8"));
  expect(sources.filter(isHandedOn).toSorted()).toEqual(handedOn);
});
