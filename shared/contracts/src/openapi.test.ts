/** How the documents tell what an endpoint's contract says. */
import { expect, test } from "vitest";
import { z } from "zod";
import { toOpenApi } from "../scripts/openapi.ts";
import type { Endpoint } from "./language/endpoint.ts";
import { definePublicPage } from "./language/web-page.ts";

type Operation = {
  description: string;
  security: object[];
  requestBody?: { content: object };
  responses: Record<string, { content?: object }>;
};

function operationOf(more: Partial<Endpoint>): Operation {
  const plain = {
    method: "get",
    path: "/x",
    summary: "",
    access: "all",
    status: 200,
    reply: z.object({ a: z.int() }),
  } as const;
  const sections = [{ name: "s", description: "", api: { x: { ...plain, ...more } } }];
  const { paths } = toOpenApi(sections, {}, "1") as { paths: Record<string, Record<string, Operation>> };
  return Object.values(Object.values(paths)[0] ?? {})[0]!;
}

test("whoever signs needs no bearer, and may send any bytes", () => {
  const signed = operationOf({ method: "post", access: { signedBy: "payments" }, bodyMode: "bytes" });
  expect(signed.security).toEqual([]);
  expect(signed.description).toContain("signs for `payments`");
  expect(signed.requestBody).toMatchObject({ content: { "application/json": { schema: {} } } });
  expect(Object.keys(signed.responses)).toEqual(expect.arrayContaining(["413", "415"]));
  expect(signed.responses).not.toHaveProperty("403");
});

test("scopes and lists of roles are told", () => {
  const scoped = operationOf({ access: { role: "staff", scope: "catalog:write" } });
  expect(scoped.security).toEqual([{ bearer: ["catalog:write"] }]);
  expect(scoped.description).toBe("Staff and admins. Also a key with the scope `catalog:write`.");
  expect(operationOf({ access: ["guest", "customer"] }).description).toBe(
    "Only the roles `guest`, `customer`.",
  );
});

test("where one signs in, a bad token is no reason for a 401", () => {
  expect(operationOf({ token: "ignored" }).responses).not.toHaveProperty("401");
  expect(operationOf({}).responses).toHaveProperty("401");
});

test.each(["application/x-ndjson", "text/event-stream"])(
  "of a stream of %s, the schema of an item is told",
  (replyType) => {
    const { responses } = operationOf({ replyMode: "stream", replyType });
    const contentSchema = { type: "object", properties: { a: { type: "integer" } } };
    expect(responses["200"]?.content).toMatchObject({
      [replyType]: { schema: { type: "string", contentSchema } },
    });
  },
);

test("a page is text", () => {
  const page = operationOf(definePublicPage({ path: "/", summary: "Home" }));
  expect(page.responses["200"]?.content).toEqual({ "text/html": { schema: { type: "string" } } });
});
