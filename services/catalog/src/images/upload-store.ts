/** What was uploaded, and since when no product shows it. It says which pictures lie wherever pictures lie. */
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { toDuplicate } from "@shop/kit/mongo/duplicate-key";
import type { Connection } from "mongoose";
import type { Upload } from "./upload.ts";

type UploadRow = {
  readonly _id: string;
  readonly checkAt: Date;
  readonly unusedSince: Date | null;
  /** A lease of sorts: nobody may begin to use it any more. */
  readonly isLeaving: boolean;
};

export const uploadCollection: Collection = {
  name: "uploads",
  indexes: [{ key: { checkAt: 1 }, name: "checkAt" }],
};

export type UploadStore = {
  /** From now on it is needed. False while it is being removed. */
  keep(name: string, checkAt: Date): Promise<boolean>;
  /** Those to be looked at by `now`, the longest waiting first. */
  due(now: Date, limit: number): Promise<Upload[]>;
  /** False when somebody has uploaded it again since it was read. */
  save(before: Upload, after: Upload): Promise<boolean>;
  /** Does nothing unless it is leaving. */
  forget(name: string): Promise<void>;
};

export function createUploadStore({ connection }: { readonly connection: Connection }): UploadStore {
  const uploads = collectionOf<UploadRow>(connection, uploadCollection.name);
  return {
    async keep(_id, checkAt) {
      const needed = { checkAt, unusedSince: null, isLeaving: false };
      try {
        await uploads.updateOne({ _id, isLeaving: { $ne: true } }, { $set: needed }, { upsert: true });
        return true;
      } catch (error) {
        // It is there and did not match. Of two that are first at the same time the second matches when it tries again.
        if (!toDuplicate(error)) throw error;
        const { matchedCount } = await uploads.updateOne({ _id, isLeaving: false }, { $set: needed });
        return matchedCount === 1;
      }
    },
    async due(now, limit) {
      const rows = await uploads
        .find({ checkAt: { $lte: now } })
        .sort({ checkAt: 1 })
        .limit(limit)
        .toArray();
      return rows.map(({ _id, ...upload }) => ({ name: _id, ...upload }));
    },
    async save({ name: _id, checkAt, isLeaving }, { name: _name, ...after }) {
      const { matchedCount } = await uploads.updateOne({ _id, checkAt, isLeaving }, { $set: after });
      return matchedCount === 1;
    },
    forget: async (_id) => {
      await uploads.deleteOne({ _id, isLeaving: true });
    },
  };
}
