/** What a contract says about who may call, in the words of the rows. */
import type { Endpoint } from "@shop/contracts/language/endpoint";
import type { Who } from "./who.ts";

export function whoIn({ access, token }: Pick<Endpoint, "access" | "token">): Who | "unknown" {
  if (access === "all") return token === "ignored" ? "open" : "all";
  if (typeof access === "string") return access;
  if ("signedBy" in access) return "open";
  if (!("scope" in access)) return "unknown";
  const narrowed = `${access.role}, ${access.scope}` as const;
  return access.orLink ? `${narrowed} or link` : narrowed;
}
