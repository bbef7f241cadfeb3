/** What keys need from the outside. `start.ts` supplies it. */
import type { SigningKey, Slot } from "./signing-key.ts";

export type KeyStore = {
  list(): Promise<SigningKey[]>;
  /** Makes the key of this slot unless it is there; of replicas that do so together, one makes it for all. */
  ensure(slot: Slot): Promise<void>;
};
