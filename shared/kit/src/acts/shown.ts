/** What objects of a service look like, for the record of who changed them. */
import type { Act, Snapshot, Subject } from "@shop/contracts/language/act";
import type { Api } from "@shop/contracts/language/endpoint";
import type { z } from "zod";
import { AppError } from "../errors.ts";
import { createSerializer } from "../http/server/serializer.ts";

export type Params = Readonly<Record<string, string>>;

type SubjectsOf<A extends Api> = Extract<A[keyof A], { readonly act: Act }>["act"]["on"];

type Readable<T> = T extends readonly (infer Item)[]
  ? readonly Readable<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Readable<T[Key]> }
    : T;

/** For each kind of object that acts are done to, how it looks now; undefined, or a throw of `not_found`, when there is none. */
export type Shown<A extends Api> = {
  readonly [Each in SubjectsOf<A> as Each["kind"]]: (
    id: string,
    /** Those of the request, where it takes more than one to find it. */
    params: Params,
  ) => Promise<Readable<z.input<Each["shows"]>> | undefined>;
};

/** The same when nobody knows which kinds there are. */
export type AnyShown = Readonly<Record<string, (id: string, params: Params) => Promise<object | undefined>>>;

/** By the subject's contract: what it does not name is not kept. */
export function createDrawing({ shows }: Subject): (object: object) => NonNullable<Snapshot> {
  const serialize = createSerializer(shows);
  return (object) => JSON.parse(serialize(object)) as NonNullable<Snapshot>;
}

export async function lookAt(
  shown: AnyShown,
  kind: string,
  [id, params]: readonly [string, Params],
): Promise<object | undefined> {
  try {
    return await shown[kind]?.(id, params);
  } catch (error) {
    if (error instanceof AppError && error.kind === "not_found") return undefined;
    throw error;
  }
}
