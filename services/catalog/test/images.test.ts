import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCatalog, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

test("a picture is kept for ever and may do nothing but style itself", async () => {
  const [name = ""] = await readdir(new URL("../images", import.meta.url));
  const { status, headers, body } = await catalog.public.getImage({ params: { name } });
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("image/svg+xml");
  expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(headers.get("content-security-policy")).toBe("default-src 'none'; style-src 'unsafe-inline'");
  expect(Buffer.from(body).toString()).toContain("<svg");
});

test("nothing but a picture is served", async () => {
  const answer = await catalog.public.getImage({ params: { name: "nothing-like-it.svg" } });
  expect(answer.problem?.code).toBe("image.not_found");
  for (const path of ["..%2fpackage.json", "..%2f..%2fpackage.json.svg", "README.md", "a.b.svg", ".svg"])
    expect([400, 404]).toContain((await fetch(`${catalog.url}/images/${path}`)).status);
});
