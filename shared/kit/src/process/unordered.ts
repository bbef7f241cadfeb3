/**
 * What comes and goes with each request is kept in an array, in no order. A `Set` makes its table anew again and again,
 * and the table of before, where it has grown old, still points to what was in it: that stays until V8 collects all,
 * which stops the process for a moment (docs/decisions/0047).
 */

/** Takes the item out, if it is there; the last one takes its place. Who came lately is found at once. */
export function removeFrom<Item>(items: Item[], item: Item): void {
  const place = items.lastIndexOf(item);
  if (place === -1) return;
  const last = items.pop() as Item;
  if (place < items.length) items[place] = last;
}
