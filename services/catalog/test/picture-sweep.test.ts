/** Pictures that no product shows go, and no other. */
import mongoose from "mongoose";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createGridFsPictureStore } from "../src/images/gridfs-picture-store.ts";
import { sweepImages } from "../src/images/sweep-images.ts";
import { createUploadStore } from "../src/images/upload-store.ts";
import { aProduct, ifMatch, runCatalog, type RunningCatalog } from "./running-catalog.ts";

const dayMs = 24 * 60 * 60_000;
let catalog: RunningCatalog;
let connection: mongoose.Connection;
beforeAll(async () => {
  catalog = await runCatalog();
  connection = await mongoose.createConnection(catalog.config.mongoUrl).asPromise();
});
afterAll(async () => {
  await connection.close();
  await catalog[Symbol.asyncDispose]();
});

const shownAmong = async (urls: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set(await catalog.rows("products").distinct("images.url", { "images.url": { $in: [...urls] } }));

const sweepAfter = (days: number): Promise<number> =>
  sweepImages({
    uploads: createUploadStore({ connection }),
    pictures: createGridFsPictureStore({ connection }),
    products: { shownAmong },
    now: () => new Date(Date.now() + days * dayMs + 1_000),
  });

const aPicture = (background: string) =>
  sharp({ create: { width: 400, height: 200, channels: 3, background } })
    .png()
    .toBuffer();

test("what is unused for a day goes with its widths; what is shown, or is uploaded again meanwhile, stays", async () => {
  const { body: product } = await catalog.staff.createProduct({ body: aProduct() });
  const params = { id: product.id };
  const add = async (colour: string) =>
    (await catalog.staff.addImage({ params, body: await aPicture(colour) })).body;
  const [shown, unused, again] = [await add("#f00"), await add("#0f0"), await add("#00f")];
  const statusOf = async ({ url }: { url: string }) => (await fetch(`${catalog.url}${url}?w=160`)).status;
  expect(await Promise.all([shown, unused, again].map(statusOf))).toEqual([200, 200, 200]);
  const seen = await catalog.staff.getProduct({ params });
  await catalog.staff.updateProduct({ params, body: { images: [shown] }, headers: ifMatch(seen) });

  expect(await sweepAfter(0)).toBe(0);
  expect(await sweepAfter(1)).toBe(0);
  await add("#00f");
  expect(await sweepAfter(2)).toBe(1);
  expect(await Promise.all([shown, unused, again].map(statusOf))).toEqual([200, 404, 200]);
  const files = catalog.rows<{ filename: string }>("pictures.files");
  expect(await files.countDocuments({ filename: { $regex: unused.url.replace("/images/", "") } })).toBe(0);
  expect((await add("#0f0")).url).toBe(unused.url);
  expect(await statusOf(unused)).toBe(200);
});

test("one that is being removed takes nobody, and a removal that broke off is gone on with", async () => {
  const { body: product } = await catalog.staff.createProduct({ body: aProduct() });
  const body = await aPicture("#ff0");
  const params = { id: product.id };
  const { url } = (await catalog.staff.addImage({ params, body })).body;
  const name = url.replace("/images/", "");
  const uploads = catalog.rows<{ _id: string; isLeaving: boolean; checkAt: Date }>("uploads");
  await uploads.updateOne({ _id: name }, { $set: { isLeaving: true, checkAt: new Date(0) } });
  expect((await catalog.staff.addImage({ params, body })).problem?.code).toBe("image.busy");
  await sweepAfter(0);
  expect(await uploads.countDocuments({ _id: name })).toBe(0);
  expect((await catalog.staff.addImage({ params, body })).status).toBe(201);
});
