/** Which rows of a CSV file are one product, by their handles. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const importing = async (...lines: string[]) => {
  const body = ["Handle,Title,Option1 Name,Option1 Value,Variant Price", ...lines].join("\n");
  return (await catalog.staff.importProducts({ body, headers: { "content-type": "text/csv" } })).body;
};
const read = async (id: string) => (await catalog.public.getProduct({ params: { id } })).body;

test("rows of one handle that stand apart take nothing from the product, and are told with line and reason", async () => {
  const word = uniqueWord();
  const report = await importing(
    `scarf-${word},Scarf,Color,Blue,30`,
    `mug-${word},Mug,,,31`,
    `scarf-${word},,,Black,32`,
    `pot-${word},Pot,,,33`,
  );
  expect(report).toMatchObject({ created: 3, updated: 0, failed: 1, state: "done" });
  expect(report.errors).toMatchObject([{ line: 4, code: "import.handle_repeated" }]);
  expect(report.errors[0]?.message).toContain(`scarf-${word}, which line 2 has told of already`);
  expect((await read(`scarf-${word}`)).variants).toMatchObject([{ options: { Color: "Blue" } }]);
});

test("what is left of a product whose first rows are refused is refused as well", async () => {
  const word = uniqueWord();
  const whole = [`cap-${word},Cap,Color,Blue,30`, `cap-${word},,,Black,30`];
  await importing(...whole);
  const report = await importing(`cap-${word},Cap,Color,Blue,free`, `mat-${word},Mat,,,1`, whole[1] ?? "");
  expect(report).toMatchObject({ created: 1, updated: 0, failed: 2 });
  expect((await read(`cap-${word}`)).variants).toHaveLength(2);
});

test("of handles that lead to one slug the first is taken, side by side and apart, and each again in a file of its own", async () => {
  const word = uniqueWord();
  const [tea, other] = [`茶杯-${word},Tea,,,1`, `查杯-${word},Other,,,2`];
  const [card, twin] = [`gift_card-${word},Card,,,3`, `gift-card-${word},Twin,,,4`];
  const report = await importing(tea, card, twin, other);
  expect(report).toMatchObject({ created: 2, updated: 0, failed: 2 });
  expect(report.errors.map(({ line, code }) => [line, code])).toEqual([
    [4, "import.handle_repeated"],
    [5, "import.handle_repeated"],
  ]);
  expect((await read(`chabei-${word}`)).name).toBe("Tea");
  expect((await read(`gift-card-${word}`)).name).toBe("Card");
  expect(await importing(tea, card)).toMatchObject({ unchanged: 2, failed: 0 });
});

test("long handles that differ at their end are products of their own, the same ones again", async () => {
  const [word, long, tooLong] = [uniqueWord(), "a".repeat(130), "b".repeat(230)];
  const rows = ["blue", "black"].flatMap((color) =>
    [long, tooLong].map((name) => `${word}-${name}-${color},${color},,,1`),
  );
  const report = await importing(...rows);
  expect(report).toMatchObject({ created: 4, failed: 0 });
  expect((await read(`${word}-${long}-black`)).name).toBe("black");
  const rewritten = { code: "import.handle_rewritten" };
  expect(report.warnings).toMatchObject([
    { line: 3, ...rewritten },
    { line: 5, ...rewritten },
  ]);
  expect(await importing(...rows)).toMatchObject({ created: 0, unchanged: 4, failed: 0 });
});
