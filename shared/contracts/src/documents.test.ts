/** The documents are what their standards say, by the standards' own validators. */
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import asyncApiSpecs from "@asyncapi/specs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";

const read = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8")) as Record<
    string,
    unknown
  >;

test("openapi.json is OpenAPI 3.1, and what it refers to is there", async () => {
  const validator = new Validator();
  expect(await validator.validate(read("openapi.json"))).toEqual({ valid: true });
  expect(validator.version).toBe("3.1");
  expect(await new Validator().validate({ ...read("openapi.json"), paths: 3 })).toMatchObject({
    valid: false,
  });
});

test("asyncapi.json is AsyncAPI 3.0", () => {
  // The schema carries its own dialect, which this validator has, too.
  const ajv = new Ajv({ strict: false, meta: false, validateSchema: false, logger: false });
  addFormats.default(ajv);
  const isAsyncApi = ajv.compile(asyncApiSpecs.schemas["3.0.0"] as object);
  isAsyncApi(read("asyncapi.json"));
  expect(isAsyncApi.errors).toBeNull();
  expect(isAsyncApi({ ...read("asyncapi.json"), channels: 3 })).toBe(false);
});

test("every message and channel that asyncapi.json refers to is there", () => {
  const document = read("asyncapi.json");
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = ""]) => path);
  const find = (path: string) =>
    path
      .split("/")
      .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
  expect(refs.length).toBeGreaterThan(0);
  expect(refs.filter((path) => find(path) === undefined)).toEqual([]);
});
