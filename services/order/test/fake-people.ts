/** The user service as the order service asks it: its keys, and who somebody is. */
import type { RequestListener } from "node:http";

export function createFakePeople(jwks: unknown) {
  /** Of those who are to be erased, by their ids. */
  const emails = new Map<string, string>();
  const accounts = new Set<string>();
  let isAway = false;
  const answer: RequestListener = (request, response) => {
    const [, id = ""] = /^\/internal\/people\/(.+)$/.exec(request.url ?? "") ?? [];
    let sent = "";
    request.on("data", (chunk: Buffer) => void (sent += chunk.toString()));
    request.on("end", () => {
      response.statusCode = isAway && id !== "" ? 503 : 200;
      if (id === "") return response.end(JSON.stringify(jwks));
      if (id !== "accounts") return response.end(JSON.stringify({ email: emails.get(id) ?? null }));
      const { ids } = JSON.parse(sent) as { ids: string[] };
      return response.end(JSON.stringify({ ids: ids.filter((each) => accounts.has(each)) }));
    });
  };
  return {
    answer,
    emails,
    accounts,
    setAway: (away: boolean): void => {
      isAway = away;
    },
  };
}
