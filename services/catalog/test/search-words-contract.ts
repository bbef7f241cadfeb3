/** What every product search promises of words, whatever is behind it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SearchedRow } from "../src/search/search-rows.ts";
import { aRow, runSearch, type RunningSearch, type SearchMaker } from "./running-search.ts";

const inCategory = (name: string): Pick<SearchedRow, "categories"> => ({
  categories: [{ id: name.toLowerCase(), slug: name.toLowerCase(), name }],
});

const rows = [
  aRow({ _id: "cover", name: "Soft-Touch Phone Cover", brand: "Nordlicht", ...inCategory("Phone Covers") }),
  aRow({ _id: "charger", name: "Travel Charger", description: "Charges a phone beneath its cover." }),
  aRow({ _id: "photo", name: "Photo Album", description: "Holds four hundred pictures." }),
  aRow({ _id: "blue", name: "Poplin Shirt", attributes: [{ name: "color", value: "blue" }] }),
  aRow({ _id: "white", name: "Oxford Shirt", attributes: [{ name: "color", value: "white" }] }),
  aRow({ _id: "tee", name: "Heavy T-Shirt" }),
  aRow({ _id: "tshirt", name: "Boxy Tshirt" }),
  aRow({ _id: "hinged", name: "2-in-1 Laptop" }),
  aRow({ _id: "flower", name: "Forget-Me-Not Seeds" }),
  aRow({ _id: "brulee", name: "Crème Brûlée Dish" }),
  aRow({ _id: "street", name: "Großer Straßenatlas" }),
  aRow({ _id: "smorrebrod", name: "Smørrebrød Board" }),
  aRow({ _id: "boxes", name: "Storage Boxes" }),
  aRow({ _id: "battery", name: "Spare Battery" }),
  aRow({ _id: "skirt", name: "Pleated Skirt" }),
  aRow({ _id: "in-name", name: "Linden Basket" }),
  aRow({ _id: "in-brand", name: "Woven Hamper", brand: "Linden" }),
  aRow({ _id: "in-text", name: "Wooden Stool", description: "Turned from linden." }),
  aRow({ _id: "lamp-sold", name: "Brass Lamp", inStock: false, rating: { sum: 50, count: 10 } }),
  aRow({ _id: "lamp-here", name: "Brass Lamp" }),
  aRow({ _id: "draft", name: "Secret Gadget", status: "draft" }),
  aRow({
    _id: "skus",
    name: "Parcel",
    variants: [
      { sku: "66432-BLK", name: null, options: [], price: { amount: 100, currency: "EUR" }, inStock: true },
      { sku: "PHONE-9", name: null, options: [], price: { amount: 100, currency: "EUR" }, inStock: true },
      { sku: "66432-BLU", name: null, options: [], price: { amount: 100, currency: "EUR" }, inStock: true },
    ],
  }),
  ...(
    [
      ["cable-spelled", "CABLE-1", true],
      ["cable-sold", "CABLE-22", false],
      ["cable-here", "CABLE-21", true],
      ["other-cable", "cable-1", false],
    ] as const
  ).map(([_id, sku, inStock]) =>
    aRow({
      _id,
      name: "Cord",
      inStock,
      variants: [{ sku, name: null, options: [], price: { amount: 100, currency: "EUR" }, inStock }],
    }),
  ),
  ...["Qx", "7", "QX-LONG"].map((sku) =>
    aRow({
      _id: `short-${sku}`,
      name: "Washer",
      variants: [{ sku, name: null, options: [], price: { amount: 100, currency: "EUR" }, inStock: true }],
    }),
  ),
  aRow({ _id: "like-short-sku", name: "Qx 7" }),
  aRow({ _id: "like-sku", name: "66432 Pieces Puzzle" }),
];

export const wordsContract = (name: string, create: SearchMaker): void => {
  describe(`words, as ${name} understands them`, () => {
    let running: RunningSearch;
    beforeAll(async () => {
      running = await runSearch(create, rows);
    });
    afterAll(() => running[Symbol.asyncDispose]());
    const idsFor = async (text: string): Promise<readonly string[]> => (await running.ask({ text })).ids;

    test.each([
      ["phone cover", "cover"],
      ["cover phone", "cover"],
      ["PHONE COVER", "cover"],
      ["iphone covr", "cover"],
      ["phnoe cover", "cover"],
      ["pho cov", "cover"],
      ["phonecover", "cover"],
      ["a cover for the phone", "cover"],
      ["soft touch", "cover"],
      ["softtouch", "cover"],
      ["phone covers", "cover"],
      ["blu shirt", "blue"],
      ["blue shirts", "blue"],
      ["2in1", "hinged"],
      ["2in1 laptops", "hinged"],
      ["2-in-1", "hinged"],
      ["forgetmenot", "flower"],
      ["creme brulee", "brulee"],
      ["CRÈME BRÛLÉE", "brulee"],
      ["strassenatlas", "street"],
      ["straßenatlas", "street"],
      ["smorrebrod", "smorrebrod"],
      ["storage box", "boxes"],
      ["batteries", "battery"],
      ["skirt", "skirt"],
      ["photo", "photo"],
      ["66432-BL", "skus"],
      ["66432-blk", "skus"],
      ["66432", "skus"],
      ["phone", "cover"],
      ["phone-9", "skus"],
      [" 66432-BLU ", "skus"],
    ])("%s finds %s first", async (text, id) => {
      expect((await idsFor(text))[0]).toBe(id);
    });

    test("a SKU that is spelled as it was typed stands first, then whole ones, then beginnings; of those what is in stock", async () => {
      expect((await idsFor("CABLE-1")).slice(0, 2)).toEqual(["cable-spelled", "other-cable"]);
      expect((await idsFor("cable-1")).slice(0, 2)).toEqual(["other-cable", "cable-spelled"]);
      expect((await idsFor("Cable-1")).slice(0, 2)).toEqual(["cable-spelled", "other-cable"]);
      expect((await idsFor("cable-2")).slice(0, 2)).toEqual(["cable-here", "cable-sold"]);
    });

    test("a SKU of one or two letters is found when it is said whole, and begins none", async () => {
      expect(await idsFor("qx")).toEqual(["short-Qx", "like-short-sku"]);
      expect((await idsFor("7"))[0]).toBe("short-7");
      expect(await idsFor("qx-")).toContain("short-QX-LONG");
    });

    test.each(["t-shirt", "t shirt", "tshirt", "T-Shirts"])(
      "%s finds what is written apart and together",
      async (text) => {
        expect((await idsFor(text)).slice(0, 2).toSorted()).toEqual(["tee", "tshirt"]);
      },
    );

    test("a word in the name stands before one in the brand, and that before one in the description", async () => {
      expect(await idsFor("linden")).toEqual(["in-name", "in-brand", "in-text"]);
    });

    test("of equals, what is in stock stands first, however well the other is liked", async () => {
      expect(await idsFor("brass lamp")).toEqual(["lamp-here", "lamp-sold"]);
    });

    test("all words are met when they can be, else as many as can be", async () => {
      expect(await idsFor("white shirt")).toEqual(["white"]);
      expect((await idsFor("white shirt with dragons"))[0]).toBe("white");
    });

    test("a word is not taken for another one that is there as well", async () => {
      expect(await idsFor("skirt")).not.toContain("blue");
    });

    test("a draft is found by those who may see it", async () => {
      expect(await idsFor("secret gadget")).not.toContain("draft");
      expect((await running.ask({ text: "secret gadget", statuses: ["draft"] })).ids).toEqual(["draft"]);
    });

    test("what was meant is said when nothing is found", async () => {
      expect(await running.ask({ text: "skrrit" })).toMatchObject({
        ids: [],
        total: { value: 0 },
        suggestion: "skirt",
      });
      expect((await running.ask({ text: "qqqqqqqqqq" })).suggestion).toBeUndefined();
      expect((await running.ask({ text: "phone" })).suggestion).toBeUndefined();
    });

    test.each([
      "p",
      "🦊",
      "'",
      '"',
      "...,,;-- !?",
      " ",
      "",
      "\0",
      "x".repeat(500),
      "a b c d e f g h i j k l m n o p q r s t u v w x y z ".repeat(10),
      ".*",
      "(((((",
      "shirt AND NOT (blue OR",
      '"unclosed',
      "name:*",
      "\\",
      "{$where: 1}",
      "__proto__ constructor",
      "\ud800",
      "商品 кружка",
    ])("%j is a question like any other", async (text) => {
      const { ids, total } = await running.ask({ text, withFacets: true });
      expect(ids.length).toBeLessThanOrEqual(total.value);
    });
  });
};
