import { differencesOf, repeatedOf, type Difference } from "./kept-facts.ts";
import type { RepairStore } from "./repair-store.ts";

export type RepairDeps = {
  readonly repairs: RepairStore;
  /** Told of each field of a product that is not what it should be. */
  readonly tell: (found: Difference & { readonly id: string }) => void;
};

export type RepairReport = {
  readonly products: number;
  /** That have something wrong. */
  readonly wrong: number;
  readonly mended: number;
  /** Changed by others again and again meanwhile: run it again. */
  readonly missed: number;
};

const batchSize = 200;
const attempts = 5;

/** Compares what products repeat with what it is made from, and mends it when `writes`. Nothing else is changed, and every service may run meanwhile. */
export async function repairProducts(
  deps: RepairDeps,
  { writes }: { readonly writes: boolean },
): Promise<RepairReport> {
  const report = { products: 0, wrong: 0, mended: 0, missed: 0 };
  for (let after = ""; ;) {
    const ids = await deps.repairs.idsAfter(after, batchSize);
    const last = ids.at(-1);
    if (last === undefined) return report;
    report.products += ids.length;
    await repairBatch(deps, { ids, writes, report });
    after = last;
  }
}

type Batch = {
  readonly ids: readonly string[];
  readonly writes: boolean;
  readonly report: { wrong: number; mended: number; missed: number };
};

async function repairBatch({ repairs, tell }: RepairDeps, { ids, writes, report }: Batch): Promise<void> {
  const wrongOnes = async (asked: readonly string[]) =>
    (await repairs.read(asked)).flatMap(({ product, is, truth }) => {
      const should = repeatedOf(is, truth);
      const differences = differencesOf(is, should);
      return differences.length > 0 ? [{ id: product.id, product, should, differences }] : [];
    });

  // What is read while its stock changes may look wrong once.
  const suspects = await wrongOnes(ids);
  let wrong = suspects.length > 0 ? await wrongOnes(suspects.map(({ id }) => id)) : [];
  report.wrong += wrong.length;
  for (const { id, differences } of wrong) for (const difference of differences) tell({ id, ...difference });
  if (!writes) return;
  for (let attempt = 0; attempt < attempts && wrong.length > 0; attempt += 1) {
    const moved: string[] = [];
    for (const { id, product, should } of wrong) {
      if (await repairs.mend(product, should)) report.mended += 1;
      else moved.push(id);
    }
    wrong = moved.length > 0 ? await wrongOnes(moved) : [];
    // Who has moved it has put it right.
    report.mended += moved.length - wrong.length;
  }
  report.missed += wrong.length;
}
