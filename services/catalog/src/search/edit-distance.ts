/** How many typing errors lie between two words: a letter more, less or other, or two neighbours swapped. */

const longest = 40;
const rows = [0, 1, 2].map(() => new Uint8Array(longest + 1));

/** At most `most` + 1, which stands for more. Words are ASCII, 40 letters at most. */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last, next] = rows as [Uint8Array, Uint8Array, Uint8Array];
  for (let column = 0; column <= b.length; column += 1) last[column] = column;
  for (let row = 1; row <= a.length; row += 1) {
    let least = row;
    next[0] = row;
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
      let cost = isSame
        ? at(last, column - 1)
        : 1 + Math.min(at(last, column), at(next, column - 1), at(last, column - 1));
      if (!isSame && areSwapped(a, b, row, column)) cost = Math.min(cost, at(before, column - 2) + 1);
      next[column] = cost;
      least = Math.min(least, cost);
    }
    // No later row gets below the least of this one.
    if (least > most) return most + 1;
    [before, last, next] = [last, next, before];
  }
  return Math.min(at(last, b.length), most + 1);
}

const at = (row: Uint8Array, column: number): number => row[column] as number;

const areSwapped = (a: string, b: string, row: number, column: number): boolean =>
  row > 1 &&
  column > 1 &&
  a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
  a.charCodeAt(row - 2) === b.charCodeAt(column - 1);
