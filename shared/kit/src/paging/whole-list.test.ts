import fc from "fast-check";
import { expect, test } from "vitest";
import { createCursors } from "./cursor.ts";
import { pageOfAll } from "./whole-list.ts";

const cursors = createCursors("a secret of at least 32 characters");
type Item = { readonly id: string };
const page = (all: readonly Item[], limit: number, cursor?: string | null) =>
  pageOfAll(cursors, "things", all, { limit, ...(cursor && { cursor }) });

test("what is there throughout is shown once, whatever comes, goes and moves between two pages", () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 30 });
  fc.assert(
    fc.property(
      ids,
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.nat(), { minLength: 100, maxLength: 100 }),
      (stay, limit, turns) => {
        const seen: string[] = [];
        let cursor: string | null | undefined;
        for (let round = 0; cursor !== null && round < 100; round += 1) {
          const turn = (turns[round] ?? 0) % (stay.length + 1);
          const come = round < 5 ? [`new ${round}`] : [];
          const all = [...stay.slice(turn), ...come, ...stay.slice(0, turn)].map((id) => ({ id }));
          const { items, next } = page(all, limit, cursor);
          seen.push(...items.map(({ id }) => id));
          cursor = next;
        }
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen).toEqual(expect.arrayContaining(stay));
      },
    ),
  );
});

test("the cursor of another list is refused", () => {
  const { next } = page([{ id: "a" }, { id: "b" }], 1);
  expect(() => pageOfAll(cursors, "others", [], { limit: 1, cursor: next! })).toThrow(/cursor/);
});
