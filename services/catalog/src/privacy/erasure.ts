/** The end of what the catalog holds about a person. */
import type { Owed } from "@shop/kit/work/owed";

export type EraseTask = Owed<"erase">;

export type Erasure = { readonly id: string; readonly userId: string };

export const eraseTask = (now: Date): EraseTask => ({
  id: "erase",
  kind: "erase",
  dueAt: now,
  attempts: 0,
  giveUpAt: null,
});
