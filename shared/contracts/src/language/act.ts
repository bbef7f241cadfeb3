/** What staff does to the shop, and what the audit log shows of it. Nothing here knows a service. */
import { z } from "zod";
import { hasRole, type Access } from "./access.ts";
import { defineEvent } from "./event.ts";
import { Id, Timestamp } from "./values.ts";

/** A kind of object that acts are done to. */
export type Subject = {
  readonly kind: string;
  /** The parameter of the path that names one, and the field of an answer that does; absent: nothing does. */
  readonly id?: string;
  /** What is kept of it before and after, for good: no secret, and nothing that tells who a person is. */
  readonly shows: z.ZodObject;
};

export type Act = {
  /** `area.verb`, stable for whoever reads the log. */
  readonly action: `${string}.${string}`;
  readonly on: Subject;
  /** The answer is the object as it is afterwards; otherwise it is read again. */
  readonly replies?: true;
};

export const defineSubject = <const S extends Subject>(subject: S): S => subject;

/** What an object looked like; null: there was none. */
export const Snapshot = z.record(z.string(), z.unknown()).nullable();
export type Snapshot = z.infer<typeof Snapshot>;

const StaffAct = z.object({
  actId: Id,
  at: Timestamp,
  /** A person's id, an API key's, or `server`: a command there. */
  actor: Id,
  action: z.string(),
  /** Null: it has none, or nobody knows which was made when its maker died. */
  object: z.string().nullable(),
  before: Snapshot,
  after: Snapshot,
  requestId: z.string(),
});

/** Somebody of the staff, or an API key, has changed something; told of every act, once or more. */
export const staffActedOf = <const Service extends string>(service: Service) =>
  defineEvent(`${service}.staff_acted`, StaffAct);

/** Nobody below staff gets in. */
export const isForStaff = (access: Access): boolean => {
  if (Array.isArray(access)) return access.every((role) => hasRole({ role }, "staff"));
  if (typeof access === "object") return "role" in access && hasRole({ role: access.role }, "staff");
  return access === "staff" || access === "admin";
};
