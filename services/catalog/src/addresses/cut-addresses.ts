import type { AddressStore } from "./address-store.ts";

/** After which ids the list of addresses is cut, so that each part has `size` of them and the last one what is left. */
export async function cutAddresses(
  { addresses }: { readonly addresses: Pick<AddressStore, "lastOf"> },
  { size }: { readonly size: number },
): Promise<string[]> {
  const cuts: string[] = [];
  for (let after: string | undefined = ""; after !== undefined;) {
    after = await addresses.lastOf({ after, size });
    if (after !== undefined) cuts.push(after);
  }
  return cuts;
}
