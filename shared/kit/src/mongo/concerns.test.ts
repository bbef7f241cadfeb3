import mongoose from "mongoose";
import { expect, test } from "vitest";
import { concerns, withoutConcerns } from "./concerns.ts";

const weak =
  "readConcernLevel=local&readPreference=secondary&readPreferenceTags=dc:ny&maxStalenessSeconds=120&w=0&wtimeoutMS=5&journal=false&retryWrites=false";

test("options of an address that weaken reads and writes are left out, whatever their case, and all others kept", () => {
  const of = (query: string) => withoutConcerns(`mongodb://u:p%3F@a:1,b:2/shop${query}`);
  expect(of(`?replicaSet=rs0&${weak}&authSource=admin`)).toBe(
    "mongodb://u:p%3F@a:1,b:2/shop?replicaSet=rs0&authSource=admin",
  );
  expect(of("?READCONCERNLEVEL=local&J=false")).toBe("mongodb://u:p%3F@a:1,b:2/shop");
  expect(of("?tls=true")).toBe("mongodb://u:p%3F@a:1,b:2/shop?tls=true");
  expect(of("")).toBe("mongodb://u:p%3F@a:1,b:2/shop");
});

test("what the driver makes of it is what code asks for", () => {
  const { options } = new mongoose.mongo.MongoClient(withoutConcerns(`mongodb://a:1/shop?${weak}`), concerns);
  expect(options.readConcern?.level).toBe("majority");
  expect(options.writeConcern).toEqual({ w: "majority" });
  expect(options.readPreference.mode).toBe("primary");
  expect([options.retryReads, options.retryWrites]).toEqual([true, true]);
});
