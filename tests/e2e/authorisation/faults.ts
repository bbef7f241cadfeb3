import type { Described } from "./endpoints.ts";
import { owned, rows } from "./rows.ts";
import { whoIn } from "./who-in.ts";

/** What is missing or wrong in the rows about this endpoint. */
export function faultOf(described: Described): string | undefined {
  const { owner, name, endpoint } = described;
  const who = rows[owner]?.[name];
  if (who === undefined) return `${owner}.${name}: nobody has said who may call it`;
  const said = whoIn(endpoint);
  if (who !== said) return `${owner}.${name}: its contract says ${said}, its row ${who}`;
  if (namesSomething(described) && owned[name] === undefined)
    return `${owner}.${name}: nobody has said whose it is that its path names`;
  return undefined;
}

/** Called by people about one thing: it may be somebody else's. */
export const namesSomething = ({ owner, name, endpoint }: Described): boolean =>
  endpoint.path.includes("/:") && /^(guest|customer)/.test(rows[owner]?.[name] ?? "");
