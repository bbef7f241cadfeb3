/** The user service as the order service asks it: its keys, who somebody is, and whether a session has ended. */
import type { RequestListener } from "node:http";

export function createFakePeople(jwks: unknown) {
  /** Of those who are to be erased, by their ids. */
  const emails = new Map<string, string>();
  const accounts = new Set<string>();
  const endedSessions = new Set<string>();
  let isAway = false;
  const answer: RequestListener = (request, response) => {
    const [, kind, id = ""] = /^\/internal\/(people|sessions)\/(.+)$/.exec(request.url ?? "") ?? [];
    let sent = "";
    request.on("data", (chunk: Buffer) => void (sent += chunk.toString()));
    request.on("end", () => {
      response.statusCode = isAway && id !== "" ? 503 : 200;
      if (id === "") return response.end(JSON.stringify(jwks));
      if (kind === "sessions") return response.end(JSON.stringify({ ended: endedSessions.has(id) }));
      if (id !== "accounts") return response.end(JSON.stringify({ email: emails.get(id) ?? null }));
      const { ids } = JSON.parse(sent) as { ids: string[] };
      return response.end(JSON.stringify({ ids: ids.filter((each) => accounts.has(each)) }));
    });
  };
  return {
    answer,
    emails,
    accounts,
    endedSessions,
    setAway: (away: boolean): void => {
      isAway = away;
    },
  };
}
