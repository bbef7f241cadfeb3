/** What the types do not say of an endpoint: which of its words contradict each other. Found when a process starts. */
import { z } from "zod";
import { isAccess } from "./access.ts";
import { isForStaff } from "./act.ts";
import { eventsType, isPage, isSigned, pageType, replyModeOf, type Endpoint } from "./endpoint.ts";

type Rule = { readonly fault: string; readonly isBroken: (endpoint: Endpoint) => boolean };

/** Default deny: what has no rule about who may call it comes first. */
const rules: readonly Rule[] = [
  { fault: "has no access rule", isBroken: ({ access }) => !isAccess(access) },
  {
    fault: 'is signed: it needs bodyMode "bytes", over which the signature is',
    isBroken: (endpoint) => isSigned(endpoint) && endpoint.bodyMode !== "bytes",
  },
  {
    fault: "takes bytes or a stream: its handler reads them, and no schema of a body",
    isBroken: ({ bodyMode = "json", body }) => ["bytes", "stream"].includes(bodyMode) && body !== undefined,
  },
  {
    fault: "takes a form: it is a page that is posted, with a schema of the form's fields",
    isBroken: (endpoint) => endpoint.bodyMode === "form" && !isForm(endpoint),
  },
  {
    fault: "takes cookies: that is for pages, which anybody may ask for and nobody keeps",
    isBroken: (endpoint) => endpoint.cookies === true && !isPersonal(endpoint),
  },
  {
    fault: "has a page in its place: that is for reads, and knows no parameter that they have not got",
    isBroken: (endpoint) => endpoint.page !== undefined && !canBeSeenAt(endpoint, endpoint.page),
  },
  {
    fault: "ignores tokens: that is for endpoints that anybody may call",
    isBroken: ({ token, access }) => token === "ignored" && access !== "all",
  },
  {
    fault: "answers bytes or a stream: it needs a replyType",
    isBroken: (endpoint) => replyModeOf(endpoint) !== "json" && endpoint.replyType === undefined,
  },
  {
    fault: "answers JSON: that has no other replyType",
    isBroken: ({ replyMode, replyType }) => replyMode === "json" && replyType !== undefined,
  },
  {
    fault: "answers a stream: that has no version, no address, is not kept, and is 200",
    isBroken: (endpoint) => replyModeOf(endpoint) === "stream" && hasWholeReply(endpoint),
  },
  {
    fault: "becomes a WebSocket: that is a GET without a whole reply",
    isBroken: (endpoint) =>
      endpoint.upgrade !== undefined && (endpoint.method !== "get" || hasWholeReply(endpoint)),
  },
  {
    fault: "changes something for staff: it needs an act, by which the audit log tells of it",
    isBroken: ({ method, access, act }) => method !== "get" && isForStaff(access) && act === undefined,
  },
  {
    fault: "is an act: that has a caller with a token, is no read and answers no stream",
    isBroken: (endpoint) => typeof endpoint.act === "object" && !canBeAct(endpoint),
  },
  {
    fault: "is kept by the gateway: that is for reads that anybody may make",
    isBroken: ({ cache, method, access }) => cache !== undefined && (method !== "get" || access !== "all"),
  },
  {
    fault: "is idempotent: it needs a caller with a token, and a body that can be compared",
    isBroken: (endpoint) =>
      endpoint.idempotent === true &&
      (endpoint.access === "all" || isSigned(endpoint) || (endpoint.bodyMode ?? "json") !== "json"),
  },
];

const isForm = (endpoint: Endpoint): boolean =>
  isPage(endpoint) && endpoint.method === "post" && endpoint.body instanceof z.ZodObject;

/** A page, or a stream of events that a page follows. */
const isPersonal = ({ access, cache, replyType }: Endpoint): boolean =>
  access === "all" && cache === undefined && (replyType === pageType || replyType === eventsType);

const canBeSeenAt = ({ method, path }: Endpoint, page: string): boolean =>
  method === "get" && (page.match(/:\w+/g) ?? []).every((name) => path.split("/").includes(name));

const canBeAct = (endpoint: Endpoint): boolean =>
  endpoint.method !== "get" &&
  endpoint.access !== "all" &&
  endpoint.access !== "service" &&
  !isSigned(endpoint) &&
  replyModeOf(endpoint) === "json";

const hasWholeReply = ({ etag, location, idempotent, cache, status }: Endpoint): boolean =>
  [etag, location, idempotent, cache].some((word) => word !== undefined) || status !== 200;

/** Throws when the endpoint's words contradict each other. */
export function requireSound(name: string, endpoint: Endpoint): void {
  const broken = rules.find(({ isBroken }) => isBroken(endpoint));
  if (broken) throw new Error(`The endpoint ${name} ${broken.fault}`);
}
