/** A request that says who asks and as little else as it can: whoever gets in is refused for what is missing. */
import type { Endpoint } from "@shop/contracts/language/endpoint";

/** `ids` of the path; what it has not got, nothing is called by. */
export const pathOf = (
  { path }: Pick<Endpoint, "path">,
  ids: Readonly<Record<string, string>> = {},
): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(ids[name] ?? "nothing-is-called-this"));

/** Neither of these is ever said by what lies behind access. */
const asNobody: ReadonlySet<string> = new Set(["auth.required", "auth.invalid_token"]);

/** An outcome of the table, or what no caller should see. */
export async function ask(
  url: string,
  endpoint: Endpoint,
  token: string | undefined,
): Promise<string | number> {
  const answer = await fetch(url + pathOf(endpoint), {
    method: endpoint.method.toUpperCase(),
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    redirect: "manual",
  });
  const code = await codeOf(answer);
  if (answer.status === 401 && asNobody.has(code))
    return isChallenged(answer) ? 401 : "401 without a challenge";
  if (answer.status === 403 && code === "auth.forbidden") return 403;
  if (answer.status === 404 && code === "route.not_found") return 404;
  return answer.status < 500 ? "in" : `${answer.status} ${code}`;
}

/** Of a stream nothing is read. */
async function codeOf(answer: Response): Promise<string> {
  if (answer.headers.get("content-type") === "application/problem+json")
    return ((await answer.json()) as { code: string }).code;
  await answer.body?.cancel();
  return "";
}

const isChallenged = ({ headers }: Response): boolean =>
  headers.get("www-authenticate")?.startsWith("Bearer") === true;
