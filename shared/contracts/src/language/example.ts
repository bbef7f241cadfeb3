/** Requests as somebody would send them to the demo shop, and what it answers. A body without an example does not compile. */
import type { z } from "zod";
import type { Api, Endpoint } from "./endpoint.ts";

type InputOf<Schema> = Schema extends z.ZodType ? z.input<Schema> : never;

type Example<E extends Endpoint> = {
  readonly params?: InputOf<E["params"]>;
  /** Values as the contract reads them: a number is written in digits. */
  readonly query?: InputOf<E["query"]>;
  readonly reply?: z.input<E["reply"]>;
} & (E["body"] extends z.ZodType ? { readonly body: z.input<E["body"]> } : unknown) &
  (E["bodyMode"] extends "stream" ? { readonly body: string } : unknown) &
  /** Of the first type that it takes. */
  (E["bodyMode"] extends "bytes" ? { readonly body?: string } : unknown);

type WithBody<A extends Api> = {
  [Name in keyof A]: A[Name] extends { body: z.ZodType } | { bodyMode: "stream" } ? Name : never;
}[keyof A];

export type ExamplesOf<A extends Api> = { readonly [Name in WithBody<A>]: Example<A[Name]> } & {
  readonly [Name in keyof A]?: Example<A[Name]>;
};
