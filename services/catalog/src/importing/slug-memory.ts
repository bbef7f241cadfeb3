/** Which products a file has told of, and where. Memory holds a million of them at most, whatever the length of the file. */

const perGeneration = 500_000;

/** The line in which the slug has been before; undefined for a new one, which is remembered. */
export type SlugMemory = (slug: string, line: number) => number | undefined;

/** The last `limit` slugs are surely remembered, and at most twice as many. */
export function createSlugMemory(limit = perGeneration): SlugMemory {
  let older = new Map<bigint, number>();
  let newer = new Map<bigint, number>();
  return (slug, line) => {
    const key = keyOf(slug);
    const known = newer.get(key) ?? older.get(key);
    if (known !== undefined) return known;
    if (newer.size >= limit) [older, newer] = [newer, new Map()];
    newer.set(key, line);
    return undefined;
  };
}

/** FNV-1a, 64 bits: enough that no two of a million meet, and a slug of 200 letters takes no more room than one of 3. */
function keyOf(slug: string): bigint {
  let key = 0xcbf29ce484222325n;
  for (let at = 0; at < slug.length; at += 1)
    key = BigInt.asUintN(64, (key ^ BigInt(slug.charCodeAt(at))) * 0x100000001b3n);
  return key;
}
