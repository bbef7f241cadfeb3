/** Typed arrays that grow: a number a product costs four or eight bytes, not an object. */

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** As it is, or a larger one with the same numbers; those that are new are 0. */
export function grown<Array extends Numbers>(array: Array, length: number): Array {
  if (length <= array.length) return array;
  const size = Math.max(length, 16, Math.ceil(array.length * 1.5));
  const larger = new (array.constructor as new (length: number) => Array)(size);
  larger.set(array);
  return larger;
}

/** Short lists of numbers, one for each slot, all in one array. */
export type Lists = {
  set(slot: number, values: readonly number[]): void;
  /** Where the list lies in `pool()`. */
  from(slot: number): number;
  to(slot: number): number;
  pool(): Uint32Array;
  has(slot: number, value: number): boolean;
};

export function createLists(): Lists {
  let pool = new Uint32Array(1024);
  let starts = new Uint32Array(0);
  let lengths = new Uint16Array(0);
  let used = 0;

  const set: Lists["set"] = (slot, values) => {
    starts = grown(starts, slot + 1);
    lengths = grown(lengths, slot + 1);
    // One that fits is written over the one before.
    if (values.length > (lengths[slot] ?? 0)) {
      starts[slot] = used;
      used += values.length;
      pool = grown(pool, used);
    }
    pool.set(values, starts[slot]);
    lengths[slot] = values.length;
  };
  const from = (slot: number): number => starts[slot] ?? 0;
  const to = (slot: number): number => (starts[slot] ?? 0) + (lengths[slot] ?? 0);
  return {
    set,
    from,
    to,
    pool: () => pool,
    has: (slot, value) => {
      for (let place = from(slot); place < to(slot); place += 1) if (pool[place] === value) return true;
      return false;
    },
  };
}

/** Texts as numbers, counted from 0. */
export type Dictionary = {
  /** Makes one when it is new. */
  readonly numberOf: (text: string) => number;
  readonly find: (text: string) => number | undefined;
  readonly textOf: (number: number) => string;
  readonly size: number;
};

export function createDictionary(): Dictionary {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  return {
    numberOf: (text) => {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, texts.length);
      texts.push(text);
      return texts.length - 1;
    },
    find: (text) => numbers.get(text),
    textOf: (number) => texts[number] ?? "",
    get size() {
      return texts.length;
    },
  };
}
