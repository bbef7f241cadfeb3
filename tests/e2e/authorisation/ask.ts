/** A request that says who asks and as little else as it can: whoever gets in is refused for what is missing. */
import type { Endpoint } from "@shop/contracts/language/endpoint";

/** `ids` of the path; what it has not got, nothing is called by. */
export const pathOf = (
  { path }: Pick<Endpoint, "path">,
  ids: Readonly<Record<string, string>> = {},
): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(ids[name] ?? "nothing-is-called-this"));

/** None of these is ever said by what lies behind access. */
const refusals: Readonly<Record<string, number>> = {
  "401 auth.required": 401,
  "401 auth.invalid_token": 401,
  "403 auth.forbidden": 403,
  "404 route.not_found": 404,
};

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
  const said = refusals[`${answer.status} ${code}`];
  if (said === 401 && !answer.headers.get("www-authenticate")?.startsWith("Bearer"))
    return "401, unchallenged";
  return said ?? (answer.status < 500 ? "in" : `${answer.status} ${code}`);
}

/** Of a stream nothing is read. */
async function codeOf(answer: Response): Promise<string> {
  if (answer.headers.get("content-type") === "application/problem+json")
    return ((await answer.json()) as { code: string }).code;
  await answer.body?.cancel();
  return "";
}
