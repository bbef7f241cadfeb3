/** People whose browsers have sessions, as the user service tells of them; it can be away. */
import { randomUUID } from "node:crypto";
import type { Role } from "@shop/contracts/language/access";
import { browserSessionsApi, type BrowserToken } from "@shop/contracts/user/browser-sessions";
import { startServer } from "@shop/testing/http";
import type { TestTokens } from "@shop/testing/tokens";

export async function startPeople(tokens: TestTokens) {
  const sessions = new Map<string, BrowserToken>();
  const people = { isAway: false };
  const server = await startServer((request, response) => {
    if (people.isAway) return void request.socket.destroy();
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const { secret } = JSON.parse(text) as { secret: string };
      const isAsked = request.url === browserSessionsApi.giveBrowserToken.path;
      const token = isAsked ? sessions.get(secret) : undefined;
      response.writeHead(token ? 200 : 404, {
        "content-type": token ? "application/json" : "application/problem+json",
      });
      const refusal = {
        status: 404,
        code: "session.ended",
        title: "",
        detail: "It has ended",
        requestId: "r",
      };
      response.end(JSON.stringify(token ?? refusal));
    });
  });
  return {
    ...server,
    people,
    /** The secret of somebody's browser. */
    signIn: async (role: Role = "customer"): Promise<string> => {
      const id = randomUUID();
      const secret = randomUUID();
      const isGuest = role === "guest";
      sessions.set(secret, {
        kind: isGuest ? "guest" : "account",
        id,
        name: isGuest ? null : "Alice",
        email: isGuest ? null : "alice@example.com",
        role,
        accessToken: await tokens.tokenFor({ id, role }),
        expiresIn: 300,
      });
      return secret;
    },
  };
}
