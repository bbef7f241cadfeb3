import type { QueryNames } from "./route-table.ts";

/**
 * A query in one spelling, without its mark: the parameters that the contract names, decoded and encoded anew, sorted by
 * name; those that stand more than once keep their order. Two queries have the same exactly when they ask the
 * same. Undefined when the service would refuse it, or could read it in another way.
 */
export function canonicalQuery(raw: string, query: QueryNames): string | undefined {
  const pairs: Pair[] = [];
  for (const part of raw.split("&")) {
    if (part === "") continue;
    const pair = toPair(part);
    if (!pair) return undefined;
    if (takes(query, pair[0])) pairs.push(pair);
    else if (!query.ignoresOthers) return undefined;
  }
  // Stable: what stands more than once keeps its order.
  pairs.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
}

type Pair = readonly [name: string, value: string];

const takes = ({ names, takesFamilies }: QueryNames, name: string): boolean =>
  names.has(name) || (takesFamilies && family.test(name));

/** `attributes.color`; what only looks like one is no name of the contract's. */
const family = /^[A-Za-z]+\../;

function toPair(part: string): Pair | undefined {
  const mark = part.indexOf("=");
  try {
    return mark === -1 ? [decode(part), ""] : [decode(part.slice(0, mark)), decode(part.slice(mark + 1))];
  } catch {
    return undefined;
  }
}

const decode = (text: string): string => decodeURIComponent(text.replaceAll("+", " "));
