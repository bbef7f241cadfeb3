/** What of the catalog has a page of its own, as the sitemap asks for it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, runCatalog, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

test("every active product is listed by id, in parts that hang together, and by services alone", async () => {
  for (const id of ["e", "a", "c", "b", "d"]) await catalog.staff.createProduct({ body: aProduct({ id }) });
  await catalog.staff.createProduct({ body: aProduct({ id: "a-draft", status: "draft" }) });
  const { after } = (await catalog.internal.cutProductAddresses({ query: { size: 2 } })).body;
  expect(after).toEqual(["b", "d"]);
  const parts = await Promise.all(
    [undefined, ...after].map(async (start) => {
      const query = { limit: 2, ...(start !== undefined && { after: start }) };
      const { body } = await catalog.internal.listProductAddresses({ query });
      return (await Array.fromAsync(body)).map(({ id }) => id);
    }),
  );
  expect(parts).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  expect((await catalog.public.cutProductAddresses({ query: { size: 2 } })).problem?.status).toBe(401);
});
