/** What every product search promises of scripts other than the Latin one, whatever is behind it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aRow, runSearch, type RunningSearch, type SearchMaker } from "./running-search.ts";

const rows = [
  aRow({ _id: "case-jp", name: "携帯電話ケース" }),
  aRow({ _id: "dress-cn", name: "红色连衣裙" }),
  aRow({ _id: "shirt-th", name: "เสื้อยืดสีแดง" }),
  aRow({ _id: "case-ru", name: "Чехол кожаный" }),
  aRow({ _id: "letters", name: "Liana Yim Keep Giving" }),
  aRow({ _id: "skirt", name: "Pleated Skirt" }),
];

export const scriptsContract = (name: string, create: SearchMaker): void => {
  describe(`scripts, as ${name} understands them`, () => {
    let running: RunningSearch;
    beforeAll(async () => {
      running = await runSearch(create, rows);
    });
    afterAll(() => running[Symbol.asyncDispose]());

    test.each([
      ["電話", "case-jp"],
      ["ケース", "case-jp"],
      ["ケース 携帯", "case-jp"],
      ["携帯電", "case-jp"],
      ["连衣裙", "dress-cn"],
      ["สีแดง", "shirt-th"],
      ["кожаный", "case-ru"],
      ["kozhanyy", "case-ru"],
    ])("%s finds %s alone", async (text, id) => {
      expect((await running.ask({ text })).ids).toEqual([id]);
    });

    test("what was meant is written as the shop writes it", async () => {
      expect((await running.ask({ text: "чихул" })).suggestion).toBe("чехол");
    });

    test.each(["😀", "ケーブ", "鞄", "กระเป๋า", "скирт"])(
      "for %s no word of another script is thought of",
      async (text) => {
        expect((await running.ask({ text })).suggestion).toBeUndefined();
      },
    );
  });
};
