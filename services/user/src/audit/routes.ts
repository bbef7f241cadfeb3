import type { auditApi } from "@shop/contracts/user/audit";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Cursors } from "@shop/kit/paging/cursor";
import type { Entry, Position } from "./audit-store.ts";
import { listAudit, type ListAuditDeps } from "./list-audit.ts";

export const auditRoutes = (deps: ListAuditDeps, cursors: Cursors): Handlers<typeof auditApi> => ({
  listAudit: async ({ query: { limit, cursor, count, from, to, ...rest } }) => {
    const search = { ...rest, from: toFirst(from), to: toLast(to) };
    const list = `audit:${JSON.stringify(search)}`;
    const after = cursor === undefined ? undefined : toPosition(cursors.decode(list, cursor));
    const { items, next: end } = await listAudit(deps, { search, limit, after });
    const next = end && cursors.encode(list, [end.at.getTime(), end.id]);
    const total = count && { total: await deps.audit.count(search) };
    return reply({ items: items.map(toPublicEntry), next, ...total }, { next });
  },
});

const toPublicEntry = ({ at, ...entry }: Entry) => ({ ...entry, at: at.toISOString() });

/** A day is all of it, by UTC. */
const isDay = (moment: string): boolean => moment.length === "2026-11-26".length;

const toFirst = (moment: string | undefined): Date | undefined =>
  moment === undefined ? undefined : new Date(moment);

const toLast = (moment: string | undefined): Date | undefined =>
  toFirst(moment !== undefined && isDay(moment) ? `${moment}T23:59:59.999Z` : moment);

const toPosition = ([at, id]: readonly (string | number | null)[]): Position => ({
  at: new Date(Number(at)),
  id: String(id),
});
