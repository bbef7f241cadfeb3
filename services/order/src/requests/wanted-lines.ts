/** Lines as a request names them. Pure. */

/** `index`: where in the request it stands, for whoever is told what is wrong with it. */
export type WantedLine = { readonly sku: string; readonly quantity: number; readonly index: number };

/** Equal SKUs become one line, which keeps the place of the first. */
export function mergeLines(lines: readonly Omit<WantedLine, "index">[]): WantedLine[] {
  const merged = new Map<string, WantedLine>();
  for (const [index, { sku, quantity }] of lines.entries()) {
    const known = merged.get(sku) ?? { sku, quantity: 0, index };
    merged.set(sku, { ...known, quantity: known.quantity + quantity });
  }
  return [...merged.values()];
}
