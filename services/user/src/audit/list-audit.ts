import type { AuditStore, Entry, Position, Search } from "./audit-store.ts";

export type ListAuditDeps = { readonly audit: Pick<AuditStore, "find" | "count"> };

export type ListAudit = {
  readonly search: Search;
  readonly limit: number;
  readonly after: Position | undefined;
};

/** Newest first; `next` is where the following page begins. */
export async function listAudit(
  { audit }: ListAuditDeps,
  { search, limit, after }: ListAudit,
): Promise<{ readonly items: Entry[]; readonly next: Position | null }> {
  const found = await audit.find(search, { limit: limit + 1, after });
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, next: last ? { at: last.at, id: last.id } : null };
}
