/** A small API whose answers a test writes down beforehand. */
import { defineEndpoint } from "@shop/contracts/language/endpoint";
import { pageOf, pageQuery } from "@shop/contracts/language/page";
import { z } from "zod";
import { createClient, type ClientOptions } from "../src/client.ts";
import type { Received, Sent } from "../src/transport.ts";

const Thing = z.object({ id: z.string() });
const all = { access: "all", status: 200, reply: Thing } as const;
export const api = {
  listThings: defineEndpoint({
    method: "get",
    path: "/things",
    summary: "",
    access: "all",
    status: 200,
    query: z.strictObject(pageQuery),
    reply: pageOf(Thing),
  }),
  getThing: defineEndpoint({
    ...all,
    method: "get",
    path: "/things/:id",
    summary: "",
    params: z.object({ id: z.string() }),
    etag: true,
  }),
  buy: defineEndpoint({
    ...all,
    method: "post",
    path: "/orders",
    summary: "",
    body: Thing,
    idempotent: true,
    maxWaitS: 5,
  }),
  patch: defineEndpoint({
    ...all,
    method: "patch",
    path: "/things/:id",
    summary: "",
    params: z.object({ id: z.string() }),
    body: Thing.partial(),
    ifMatch: "required",
  }),
  watch: defineEndpoint({
    ...all,
    method: "get",
    path: "/watch",
    summary: "",
    replyMode: "stream",
    replyType: "text/event-stream",
  }),
  rows: defineEndpoint({
    ...all,
    method: "get",
    path: "/rows",
    summary: "",
    replyMode: "stream",
    replyType: "application/x-ndjson",
  }),
};

type Scripted = {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
  /** A number: so many ms in which nothing comes. */
  readonly parts?: readonly (string | number)[];
};

/** Answers one after another; an Error is no answer. What was sent is kept. */
export function scripted(script: readonly (Scripted | Error)[], options: ClientOptions = {}) {
  const sent: Sent[] = [];
  const left = [...script];
  const transport = async (request: Sent): Promise<Received> => {
    sent.push(request);
    const answer = left.shift() ?? new Error("Nothing more is scripted");
    if (answer instanceof Error) throw answer;
    const { status = 200, headers = {}, json = { id: "1" }, parts = [JSON.stringify(json)] } = answer;
    const encode = (text: string) => new TextEncoder().encode(text);
    return {
      status,
      header: (name) => headers[name],
      bytes: async () => encode(parts.join("")),
      async *parts() {
        for (const part of parts)
          if (typeof part === "string") yield encode(part);
          else await new Promise((resolve) => setTimeout(resolve, part));
      },
    };
  };
  return { sent, left, client: createClient(api, transport, options) };
}

export const problem = (status: number, code: string, headers = {}) => ({
  status,
  headers,
  json: { status, code, detail: "d", requestId: "r" },
});
export const away = new Error("connection refused");
