/** Proves of every SKU what must be true of it, and says what is not. */
import { findDifferences } from "./audit.ts";
import type { AuditStore } from "./audit-store.ts";

export type Difference = { readonly sku: string; readonly what: string };

type Deps = {
  readonly audit: AuditStore;
  /** Before something that looks wrong is looked at again. */
  readonly wait: () => Promise<unknown>;
};

/** What is read while the shop sells may be of two moments; what is wrong stays wrong. */
const looks = 5;

/** One at a time, in flat memory. Calls `onSku` for each SKU that was looked at. */
export async function* reconcileStock(deps: Deps, onSku: () => void): AsyncGenerator<Difference> {
  const { audit } = deps;
  for await (const sku of audit.skus()) {
    onSku();
    for (const what of await lookAgain(deps, () => differencesOf(audit, sku))) yield { sku, what };
  }
  for await (const reservation of audit.held()) {
    for (const { sku, quantity } of reservation.lines) {
      const missing = async () => {
        const held = await audit.holdOf(reservation, sku);
        return held === undefined || held === quantity
          ? []
          : [`order ${reservation.orderId} is to hold ${quantity}, its level says ${held}`];
      };
      for (const what of await lookAgain(deps, missing)) yield { sku, what };
    }
  }
}

async function differencesOf(audit: AuditStore, sku: string): Promise<string[]> {
  const account = await audit.accountOf(sku);
  return account ? findDifferences(account) : [];
}

async function lookAgain({ wait }: Deps, look: () => Promise<string[]>): Promise<string[]> {
  for (let round = 1; ; round += 1) {
    const found = await look();
    if (found.length === 0 || round === looks) return found;
    await wait();
  }
}
