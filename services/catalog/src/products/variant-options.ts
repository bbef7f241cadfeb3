/** The options a product offers: those its variants use, in the order staff wants them shown. */
import type { ProductOption } from "@shop/contracts/catalog/variants";

type Optioned = { readonly options: Readonly<Record<string, string>> };

/** `order` says which names and values come first; the others follow as the variants name them. */
export function optionsOf(
  variants: readonly Optioned[],
  order: readonly ProductOption[],
): readonly ProductOption[] {
  const used = new Map<string, Set<string>>();
  for (const { options } of variants)
    for (const [name, value] of Object.entries(options))
      used.set(name, (used.get(name) ?? new Set()).add(value));

  const wanted = new Map(order.map(({ name, values }) => [name, values]));
  return inOrder([...used.keys()], [...wanted.keys()]).map((name) => ({
    name,
    values: inOrder([...(used.get(name) ?? [])], wanted.get(name) ?? []),
  }));
}

function inOrder(used: readonly string[], order: readonly string[]): string[] {
  const first = [...new Set(order)].filter((word) => used.includes(word));
  return [...first, ...used.filter((word) => !first.includes(word))];
}
