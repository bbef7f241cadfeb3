import { expect, test } from "vitest";
import { nameDatabase } from "./database-url.ts";

test.each([
  ["mongodb://127.0.0.1:27017", "mongodb://127.0.0.1:27017/order"],
  ["mongodb://127.0.0.1:27017/", "mongodb://127.0.0.1:27017/order"],
  ["mongodb://a:1,b:2,c:3/shop?replicaSet=rs0", "mongodb://a:1,b:2,c:3/order?replicaSet=rs0"],
  [
    "mongodb+srv://me:secret@cluster.example/?tls=true",
    "mongodb+srv://me:secret@cluster.example/order?tls=true",
  ],
])("%s", (url, expected) => expect(nameDatabase(url, "order")).toBe(expected));

test("another kind of address is refused without being repeated, as it may hold a password", () =>
  expect(() => nameDatabase("postgres://me:secret@host/db", "order")).toThrow(
    /^MONGO_URL is not an address of MongoDB((?!secret).)*$/,
  ));
