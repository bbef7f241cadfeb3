import fc from "fast-check";
import { mongo } from "mongoose";
import { expect, test } from "vitest";
import { WordName } from "@shop/contracts/language/words";
import { fromWords, toWords } from "./product-rows.ts";

const name = fc.oneof(
  fc.constantFrom("$where", "$", "a.b", ".", "constructor", "toString", "0", "7", "No. of doors", "$set.x"),
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
    .filter((each) => WordName.safeParse(each).success),
);

test("whatever the names, what is kept in the database is what was said", () => {
  fc.assert(
    fc.property(fc.dictionary(name, fc.string({ unit: "grapheme" })), (said) => {
      const kept = mongo.BSON.deserialize(mongo.BSON.serialize({ words: toWords(said) }));
      expect(fromWords(kept["words"] as ReturnType<typeof toWords>)).toEqual({ ...said });
    }),
  );
});
