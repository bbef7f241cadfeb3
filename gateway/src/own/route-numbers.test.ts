import { expect, test } from "vitest";
import type { Route } from "../routing/route-table.ts";
import { createRouteNumbers } from "./route-numbers.ts";

const route = (some: Partial<Route>): Route =>
  ({ name: "get /", cache: undefined, isPage: false, ...some }) as Route;

test("what one address answers to people and to programs is counted apart", () => {
  const numbers = createRouteNumbers();
  const page = route({ isPage: true, cache: { maxAgeS: 60, tags: [] } });
  numbers.note(route({}), { ms: 1, status: 200, isKept: false });
  for (const isKept of [false, true, true, true]) numbers.note(page, { ms: 1, status: 200, isKept });
  expect(numbers.read()).toMatchObject([
    { route: "get /", requests: 1, hitRatio: null },
    { route: "get / (page)", requests: 4, hitRatio: 0.75 },
  ]);
});
