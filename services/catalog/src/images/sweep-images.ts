/**
 * Removes pictures that no product shows: found unused twice, a day apart, so that one that was just uploaded, or taken
 * from one product to be given to another, stays. A crash in the middle is gone on from.
 */
import { imageWidths } from "@shop/contracts/catalog/images";
import type { ProductStore } from "../products/product-store.ts";
import { keyOf, urlOf } from "./image.ts";
import type { PictureStore } from "./picture-store.ts";
import type { UploadStore } from "./upload-store.ts";
import { look } from "./upload.ts";

export type SweepDeps = {
  readonly uploads: UploadStore;
  readonly pictures: Pick<PictureStore, "remove">;
  readonly products: Pick<ProductStore, "shownAmong">;
  readonly now: () => Date;
};

const atOnce = 100;

/** Answers how many pictures were removed. */
export async function sweepImages(deps: SweepDeps): Promise<number> {
  let removed = 0;
  for (;;) {
    const now = deps.now();
    const due = await deps.uploads.due(now, atOnce);
    const shown = await deps.products.shownAmong(due.map(({ name }) => urlOf(name)));
    for (const upload of due) {
      const after = look(upload, shown.has(urlOf(upload.name)), now);
      if (!(await deps.uploads.save(upload, after)) || !after.isLeaving) continue;
      await remove(deps, upload.name);
      removed += 1;
    }
    if (due.length < atOnce) return removed;
  }
}

async function remove({ pictures, uploads }: SweepDeps, name: string): Promise<void> {
  for (const width of [...imageWidths, undefined]) await pictures.remove(keyOf(name, width));
  await uploads.forget(name);
}
