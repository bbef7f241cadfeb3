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
  const told = new Set<string>();
  let left = ids;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const again: string[] = [];
    for (const { product, is, truth } of await repairs.read(left)) {
      const should = repeatedOf(is, truth);
      const differences = differencesOf(is, should);
      if (differences.length === 0) continue;
      const { id } = product;
      // What is read while its stock changes looks wrong once.
      if (!writes && attempt === 1) {
        again.push(id);
        continue;
      }
      if (!told.has(id)) {
        told.add(id);
        report.wrong += 1;
        for (const difference of differences) tell({ id, ...difference });
      }
      if (!writes) continue;
      if (await repairs.mend(product, should)) report.mended += 1;
      else if (attempt < attempts) again.push(id);
      else report.missed += 1;
    }
    left = again;
  }
}
