/** What holds for every place where pictures may lie. */
import mongoose from "mongoose";
import { testDatabaseUrl } from "@shop/testing/backing";
import { AwsClient } from "aws4fetch";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureCollections, databaseOf } from "@shop/kit/mongo/collections";
import { createGridFsPictureStore, pictureFileCollection } from "../src/images/gridfs-picture-store.ts";
import type { PictureStore } from "../src/images/picture-store.ts";
import { createS3PictureStore } from "../src/images/s3-picture-store.ts";
import { uniqueWord } from "./running-catalog.ts";

type Opened = AsyncDisposable & { readonly store: PictureStore };

async function openGridFs(): Promise<Opened> {
  const connection = await mongoose.createConnection(testDatabaseUrl("pictures")).asPromise();
  await ensureCollections(databaseOf(connection), [pictureFileCollection]);
  return {
    store: createGridFsPictureStore({ connection }),
    [Symbol.asyncDispose]: async () => {
      await connection.dropDatabase();
      await connection.close();
    },
  };
}

// oxlint-disable-next-line node/no-process-env -- whoever has such a server says where it is
const endpoint = process.env["S3_TEST_ENDPOINT"];
const keys = { accessKeyId: "test-key", secretAccessKey: "test-secret" };

async function openS3(): Promise<Opened> {
  const bucket = `pictures-${uniqueWord()}`;
  const made = await new AwsClient({ ...keys, service: "s3", region: "us-east-1" }).fetch(
    `${endpoint}/${bucket}`,
    {
      method: "PUT",
    },
  );
  expect(made.status).toBe(200);
  const store = createS3PictureStore({ endpoint: endpoint ?? "", bucket, region: "us-east-1", ...keys });
  return { store, [Symbol.asyncDispose]: async () => undefined };
}

const kinds = [
  { name: "GridFS", open: openGridFs, isThere: true },
  { name: "the S3 API (needs a server at S3_TEST_ENDPOINT)", open: openS3, isThere: endpoint !== undefined },
];

for (const { name: kind, open, isThere } of kinds)
  describe.runIf(isThere)(`pictures in ${kind}`, () => {
    let opened: Opened;
    let store: PictureStore;
    beforeAll(async () => {
      opened = await open();
      ({ store } = opened);
    });
    afterAll(() => opened[Symbol.asyncDispose]());

    test("what was put is found, byte for byte, small or of several pieces", async () => {
      for (const size of [1, 1024 * 1024, 3 * 1024 * 1024 + 7]) {
        const key = `160/${uniqueWord()}.webp`;
        const bytes = Buffer.alloc(size, key);
        expect([await store.has(key), await store.find(key)]).toEqual([false, undefined]);
        await store.put(key, bytes);
        expect(await store.has(key)).toBe(true);
        expect(bytes.equals((await store.find(key)) ?? Buffer.alloc(0))).toBe(true);
      }
    });

    test("a key holds one picture, however many put it at once", async () => {
      const key = `${uniqueWord()}.webp`;
      await Promise.all(Array.from({ length: 8 }, () => store.put(key, Buffer.from("same"))));
      await store.put(key, Buffer.from("same"));
      expect(Buffer.from((await store.find(key)) ?? []).toString()).toBe("same");
      await store.remove(key);
      expect([await store.has(key), await store.find(key)]).toEqual([false, undefined]);
    });

    test("of what is removed its widths stay; twice, or never there, is no failure", async () => {
      const name = `${uniqueWord()}.webp`;
      await store.put(name, Buffer.from("whole"));
      await store.put(`160/${name}`, Buffer.from("narrow"));
      await Promise.all([store.remove(name), store.remove(name), store.remove(`320/${name}`)]);
      expect([await store.has(name), await store.has(`160/${name}`)]).toEqual([false, true]);
    });
  });

test("object storage that is away, or has no such bucket, is 503 and not a picture that is missing", async () => {
  const away = createS3PictureStore({ endpoint: "http://127.0.0.1:1", bucket: "b", region: "r", ...keys });
  await expect(away.find("a.webp")).rejects.toMatchObject({ kind: "unavailable" });
  await expect(away.put("a.webp", Buffer.from("a"))).rejects.toMatchObject({ kind: "unavailable" });
});
