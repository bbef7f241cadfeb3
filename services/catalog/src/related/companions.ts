/**
 * What is bought together with a product, kept small (the Space-Saving sketch of Metwally, Agrawal and El Abbadi): who is
 * new takes the place of the rarest and its count, so that what is bought often is never lost, however many there are.
 * Pure.
 */

export type Companion = { readonly productId: string; readonly count: number };

const maxCompanions = 100;
/** Then all are halved: what was the fashion once gives way to what is. */
const maxTotal = 10_000;
/** Of one order; every pair is two counts. */
const maxProducts = 20;

/** The products of an order that are counted; none when there is but one. */
export function countedOf(lines: readonly { readonly productId?: string | undefined }[]): string[] {
  const ids = new Set(lines.flatMap(({ productId }) => productId ?? []));
  return ids.size > 1 ? [...ids].slice(0, maxProducts) : [];
}

/** The most frequent first. */
export function addCompanions(known: readonly Companion[], productIds: readonly string[]): Companion[] {
  const counts = new Map(known.map(({ productId, count }) => [productId, count]));
  for (const productId of productIds) {
    const count = counts.get(productId) ?? takePlace(counts);
    counts.set(productId, count + 1);
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const share = total > maxTotal ? 0.5 : 1;
  return [...counts]
    .map(([productId, count]) => ({ productId, count: Math.floor(count * share) }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count || (a.productId < b.productId ? -1 : 1));
}

/** Of the rarest when there is no room; answers the count that stood there. */
function takePlace(counts: Map<string, number>): number {
  if (counts.size < maxCompanions) return 0;
  const [[rarest, least] = ["", 0]] = [...counts].toSorted(([, a], [, b]) => a - b);
  counts.delete(rarest);
  return least;
}
