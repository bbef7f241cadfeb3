/** What the documents show as examples is what the contracts take and answer. */
import { expect, test } from "vitest";
import type { z } from "zod";
import type { Endpoint } from "./language/endpoint.ts";
import { examples } from "./examples.ts";
import { gatewayApi } from "./gateway/own.ts";
import { publicApis } from "./shop.ts";

type Example = Partial<Record<"params" | "query" | "body" | "reply", unknown>>;

const endpoints: Readonly<Record<string, Endpoint>> = {
  ...Object.assign({}, ...Object.values(publicApis)),
  ...gatewayApi,
};
const cases = Object.entries<Example>(examples).map(([name, example]) => {
  const endpoint = endpoints[name];
  if (!endpoint) throw new Error(`There is no endpoint ${name}`);
  return { name, endpoint, example };
});

test.each(cases)("the request of $name is one that its contract takes", ({ endpoint, example }) => {
  const { params, query, body, bodyRow } = endpoint;
  const rows = bodyRow ? String(example.body).trim().split("\n") : [];
  const parts: [z.ZodType | undefined, unknown][] = [
    [example.params === undefined ? undefined : params, example.params],
    [example.query === undefined ? undefined : query, example.query],
    [body, example.body],
    ...rows.map((row): [z.ZodType | undefined, unknown] => [bodyRow, JSON.parse(row)]),
  ];
  expect(parts.flatMap(([schema, given]) => schema?.safeParse(given).error?.issues ?? [])).toEqual([]);
});

test.each(cases.filter(({ example }) => example.reply !== undefined))(
  "the answer of $name is what its contract says, no less and no more",
  ({ endpoint, example }) => {
    expect(endpoint.reply.parse(example.reply)).toEqual(example.reply);
  },
);

test("every body has an example, and every path's parameter that is the same in every demo shop", () => {
  const withBody = Object.entries(endpoints).filter(
    ([, { body, bodyMode }]) => body ?? bodyMode === "stream",
  );
  const withParams = Object.entries(endpoints).filter(
    ([, { params, path }]) =>
      params &&
      !/^\/(orders|reviews|admin\/(webhooks|api-keys)|me\/(addresses|second-factors))\/|\/dead-letters\//.test(
        path,
      ),
  );
  const given = Object.entries<Example>(examples);
  expect(given.filter(([, { body }]) => body !== undefined).map(([name]) => name)).toEqual(
    expect.arrayContaining(withBody.map(([name]) => name)),
  );
  expect(given.filter(([, { params }]) => params !== undefined).map(([name]) => name)).toEqual(
    expect.arrayContaining(withParams.map(([name]) => name)),
  );
});
