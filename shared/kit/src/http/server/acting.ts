/** Calls of staff that change something, for whoever keeps a record of them. */
import { hasRole } from "@shop/contracts/language/access";
import type { Act } from "@shop/contracts/language/act";
import type { Endpoint } from "@shop/contracts/language/endpoint";
import type { User } from "./access.ts";
import type { Answer } from "./answer.ts";

/** A call as it came. */
export type Acting = {
  readonly actor: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
};

/** Runs it, so that whatever comes of it is on record, and so that what was refused is not. */
export type RecordAct = (acting: Acting, run: () => Promise<Answer>) => Promise<Answer>;

export type RecordActs = (endpoint: Endpoint, act: Act) => RecordAct;

/** The id of whoever acts; undefined for customers, who do as they like with what is theirs. */
export const actorOf = (user: User): string | undefined =>
  user !== undefined && "id" in user && hasRole(user, "staff") ? user.id : undefined;
