/** Who may call an endpoint: roles, what a narrowed token may still do, and the rule that an endpoint states. */

/** In rank order: each role includes the ones before it. */
export const roles = ["guest", "customer", "staff", "admin"] as const;
export type Role = (typeof roles)[number];

/** What a token that is narrowed to some of its role's powers can name, for example an API key's. */
export const scopes = ["catalog:write", "orders:read", "orders:write", "reports:read"] as const;
export type Scope = (typeof scopes)[number];

/**
 * `all`: anybody. A role: it and those above. A list: these roles and no others. With a scope: the role, also by a
 * token that is narrowed to this scope; with `orLink`, nobody too, where the query has a link's token, `access`, which
 * the handler verifies. `signedBy`: no token; the handler verifies the signature over the raw body.
 * `service`: another service of ours, never a client.
 */
export type Access =
  | "all"
  | "service"
  | Role
  | readonly Role[]
  | { readonly role: Role; readonly scope: Scope; readonly orLink?: true }
  | { readonly signedBy: string };

/** The name of a link's token in the query. */
export const linkName = "access";

/** Whoever is not signed in may have a link. */
export const takesLink = (access: Access): boolean => typeof access === "object" && "orLink" in access;

/** What a verified token says of its holder. */
export type Holder = {
  readonly role: Role;
  /** Absent: all that the role may. */
  readonly scopes?: readonly string[] | undefined;
};

export const hasRole = ({ role }: Pick<Holder, "role">, needed: Role): boolean =>
  roles.indexOf(role) >= roles.indexOf(needed);

const known: ReadonlySet<unknown> = new Set(["all", "service", ...roles]);
const knownRoles: ReadonlySet<unknown> = new Set(roles);
const knownScopes: ReadonlySet<unknown> = new Set(scopes);

/** False for a rule that is absent, empty or misspelt. */
export function isAccess(access: unknown): access is Access {
  if (Array.isArray(access)) return access.length > 0 && access.every((role) => knownRoles.has(role));
  if (typeof access !== "object" || access === null) return known.has(access);
  if ("signedBy" in access) return typeof access.signedBy === "string" && access.signedBy !== "";
  return (
    "role" in access && "scope" in access && knownRoles.has(access.role) && knownScopes.has(access.scope)
  );
}

/** Whether the holder of a user's token gets in; a narrowed one only where its scope is named, and where anybody does. */
export function admits(access: Access, holder: Holder): boolean {
  if (access === "all") return true;
  if (typeof access === "object" && "scope" in access)
    return hasRole(holder, access.role) && (holder.scopes?.includes(access.scope) ?? true);
  return holder.scopes === undefined && admitsRole(access, holder);
}

function admitsRole(access: Exclude<Access, "all" | { readonly role: Role }>, holder: Holder): boolean {
  if (access === "service" || (typeof access === "object" && "signedBy" in access)) return false;
  return typeof access === "string" ? hasRole(holder, access) : access.includes(holder.role);
}
