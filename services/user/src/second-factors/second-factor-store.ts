/** Second factors in MongoDB, one document a person, replaced as a whole. */
import { toDuplicate } from "@shop/kit/mongo/duplicate-key";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import { passkeysOf, type SecondFactors } from "./second-factor.ts";

type Row = Omit<SecondFactors, "ownerId"> & {
  readonly _id: string;
  /** Of its passkeys; absent where there are none, or the index would take two without for the same. */
  readonly credentialIds?: readonly string[];
};

const passkeyIndex = "passkey";

export const secondFactorCollection: Collection = {
  name: "second_factors",
  indexes: [{ key: { credentialIds: 1 }, unique: true, sparse: true, name: passkeyIndex }],
};

export type SecondFactorStore = {
  /** Who has none has none in a document of version 0. */
  find(ownerId: string): Promise<SecondFactors>;
  findByPasskey(credentialId: string): Promise<SecondFactors | undefined>;
  /**
   * `moved`: somebody changed them since they were `before`. `taken`: a passkey belongs to somebody already; a transaction
   * is over then, and whoever began it must throw. The first ones of somebody are saved without a transaction.
   */
  save(
    before: SecondFactors,
    after: SecondFactors,
    transaction?: Transaction,
  ): Promise<"saved" | "moved" | "taken">;
  /** All of them, whatever they are by now, those that wait to be confirmed and the recovery codes as well. */
  removeAll(ownerId: string, transaction: Transaction): Promise<void>;
};

export function createSecondFactorStore({
  connection,
}: {
  readonly connection: Connection;
}): SecondFactorStore {
  const rows = collectionOf<Row>(connection, secondFactorCollection.name);
  return {
    async find(ownerId) {
      const row = await rows.findOne({ _id: ownerId });
      return row
        ? toSecondFactors(row)
        : { ownerId, factors: [], pending: [], recoveryCodes: [], version: 0 };
    },

    async findByPasskey(credentialId) {
      const row = await rows.findOne({ credentialIds: credentialId });
      return row ? toSecondFactors(row) : undefined;
    },

    async save({ version: before }, { ownerId, ...after }, transaction) {
      const credentialIds = passkeysOf({ ownerId, ...after }).map((each) => each.credentialId);
      const row = { ...after, ...(credentialIds.length > 0 && { credentialIds }) };
      try {
        // Version 0 is no document yet: two first writers meet at the unique _id.
        const { modifiedCount, upsertedCount } = await rows.replaceOne(
          { _id: ownerId, version: before },
          row,
          { upsert: before === 0, ...(transaction && { session: transaction.session }) },
        );
        return modifiedCount + upsertedCount === 1 ? "saved" : "moved";
      } catch (error) {
        const duplicate = toDuplicate(error);
        if (!duplicate) throw error;
        return duplicate.index === passkeyIndex ? "taken" : "moved";
      }
    },

    async removeAll(ownerId, { session }) {
      const none = { factors: [], pending: [], recoveryCodes: [] };
      const update = { $set: none, $unset: { credentialIds: true }, $inc: { version: 1 } } as const;
      await rows.updateOne({ _id: ownerId }, update, { session });
    },
  };
}

const toSecondFactors = ({ _id, factors, pending, recoveryCodes, version }: Row): SecondFactors => ({
  ownerId: _id,
  factors,
  pending,
  recoveryCodes,
  version,
});
