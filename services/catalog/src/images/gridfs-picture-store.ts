/** Pictures in GridFS, in the catalog's own database. */
import { finished } from "node:stream/promises";
import { buffer } from "node:stream/consumers";
import { type Collection, databaseOf } from "@shop/kit/mongo/collections";
import { toDuplicate } from "@shop/kit/mongo/duplicate-key";
import mongoose, { type Connection } from "mongoose";
import type { PictureStore } from "./picture-store.ts";

const bucketName = "pictures";
/** Nearly every picture is one piece. */
const chunkSizeBytes = 1024 * 1024;

/** Whoever puts a picture at the same time as somebody else finds that it is there. */
export const pictureFileCollection: Collection = {
  name: `${bucketName}.files`,
  indexes: [{ key: { filename: 1 }, unique: true, name: "filename" }],
};

export function createGridFsPictureStore({ connection }: { readonly connection: Connection }): PictureStore {
  const bucket = new mongoose.mongo.GridFSBucket(databaseOf(connection), { bucketName, chunkSizeBytes });
  const findId = async (filename: string) => {
    const [file] = await bucket.find({ filename }).limit(1).toArray();
    const { _id: id } = file ?? {};
    return id;
  };

  return {
    async find(key) {
      try {
        return await buffer(bucket.openDownloadStreamByName(key));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    has: async (key) => (await findId(key)) !== undefined,
    async put(key, bytes) {
      if (await findId(key)) return;
      const upload = bucket.openUploadStream(key);
      try {
        upload.end(bytes);
        await finished(upload);
      } catch (error) {
        await bucket.delete(upload.id).catch(() => undefined);
        if (toDuplicate(error)?.index !== "filename") throw error;
      }
    },
    async remove(key) {
      const id = await findId(key);
      if (id) await bucket.delete(id).catch(ignoreMissing);
    },
  };
}

/** The driver's error has no other mark. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && /^(?:FileNotFound|File not found)/.test(error.message);

/** Somebody else removed it first. */
function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}
