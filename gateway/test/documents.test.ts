/** The documents are complete and hold together: every reference leads somewhere, every parameter has its place. */
import { readFile } from "node:fs/promises";
import { publicApis } from "@shop/contracts/services";
import { topology } from "@shop/contracts/topology";
import type { Api, EventDefinition } from "@shop/contracts/contract";
import { expect, test } from "vitest";

type Json = { readonly [key: string]: unknown };
type Operation = Json & {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: Json }[];
  responses: Json;
};

const read = async (name: string) =>
  JSON.parse(await readFile(new URL(`../../docs/${name}`, import.meta.url), "utf8")) as Json;
const openapi = await read("openapi.json");
const asyncapi = await read("asyncapi.json");
const paths = openapi["paths"] as Record<string, Record<string, Operation>>;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

function refsIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === "$ref" && typeof value === "string" ? [value] : refsIn(value),
  );
}
const follow = (document: Json, ref: string): unknown =>
  ref
    .slice(2)
    .split("/")
    .reduce<unknown>((node, part) => (node as Json | undefined)?.[part], document);

test.each([
  ["openapi.json", openapi],
  ["asyncapi.json", asyncapi],
])("every reference of %s leads somewhere", (_name, document) => {
  const refs = [...new Set(refsIn(document))];
  expect(refs.length).toBeGreaterThan(5);
  for (const ref of refs) {
    expect(ref).toMatch(/^#\//);
    expect({ ref, target: follow(document, ref) }).toMatchObject({ ref, target: expect.anything() });
  }
});

test("every public endpoint is described, and nothing internal", () => {
  const described = operations.map(({ method, path }) => `${method} ${path}`).toSorted();
  const contracted = Object.values<Api>(publicApis).flatMap((api) =>
    Object.values(api).map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`),
  );
  expect(described).toEqual(contracted.toSorted());
  expect(JSON.stringify(openapi)).not.toContain("/internal");
});

test("an operation has an id of its own, its path's parameters, and a way to fail", () => {
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  for (const { path, operation } of operations) {
    const needed = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").toSorted();
    const given = operation.parameters.filter((parameter) => parameter.in === "path");
    expect({ path, names: given.map(({ name }) => name).toSorted() }).toEqual({ path, names: needed });
    expect(given.every(({ required }) => required)).toBe(true);
    expect(operation.responses).toHaveProperty("default");
  }
});

test("what a contract asks of a request's headers is described", () => {
  for (const api of Object.values<Api>(publicApis))
    for (const [name, endpoint] of Object.entries(api)) {
      const found = operations.find(({ operation }) => operation.operationId === name)?.operation;
      const headers = found?.parameters.filter((parameter) => parameter.in === "header") ?? [];
      const required = headers.filter((header) => header.required).map((header) => header.name);
      expect({
        name,
        key: required.includes("Idempotency-Key"),
        ifMatch: required.includes("If-Match"),
        body: "requestBody" in (found ?? {}),
      }).toEqual({
        name,
        key: endpoint.idempotent === true,
        ifMatch: endpoint.ifMatch === "required",
        body: endpoint.body !== undefined || endpoint.bodyMode === "stream",
      });
    }
});

test("who hears an event is described", () => {
  const described = asyncapi["operations"] as Json;
  for (const [consumer, events] of Object.entries<readonly EventDefinition[]>(topology))
    for (const { name } of events) expect(described).toHaveProperty([`${consumer}.hears.${name}`]);
});
