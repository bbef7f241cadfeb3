import { describe, expect, test } from "vitest";
import { Refused } from "../src/refusal.ts";
import { createSession, type Tokens } from "../src/session.ts";
import { problem, scripted } from "./scripted.ts";

const tokens = (name: string, expiresIn = 300): Tokens => ({
  accessToken: name,
  refreshToken: `${name}-refresh`,
  expiresIn,
});

describe("a session", () => {
  test("uses each refresh token once, however many need it", async () => {
    const shown: string[] = [];
    const session = createSession(tokens("old", 10), async (refreshToken) => {
      shown.push(refreshToken);
      return tokens(`new${shown.length}`);
    });
    expect(await Promise.all([session.token(), session.token(), session.renew("old")])).toEqual([
      "new1",
      "new1",
      "new1",
    ]);
    // Refused with the one from before, when the next was there already.
    expect(await session.renew("old")).toBe("new1");
    expect(await session.renew("new1")).toBe("new2");
    expect(shown).toEqual(["old-refresh", "new1-refresh"]);
  });

  test("shows no token before it is kept, and no other before one that could not be", async () => {
    const kept: string[] = [];
    const troubles = [new Error("The disk is full")];
    let refreshes = 0;
    const onRenewed = async ({ accessToken }: Tokens): Promise<void> => {
      await Promise.resolve();
      const trouble = troubles.pop();
      if (trouble) throw trouble;
      kept.push(accessToken);
    };
    const refresh = async () => tokens(`new${++refreshes}`);
    const session = createSession(tokens("old", 10), refresh, { onRenewed });
    const failed = session.token();
    await expect(failed).rejects.toThrow("The disk is full");
    const both = Promise.all([session.renew("old"), session.token()]);
    expect(kept).toEqual([]);
    expect([await both, kept, refreshes]).toEqual([["new1", "new1"], ["new1"], 1]);
  });

  test("a call whose token was refused goes out again with another; the end of the session is told to all", async () => {
    const ended = new Refused({
      status: 401,
      code: "auth.invalid_refresh_token",
      detail: "d",
      requestId: "r",
    });
    const answers = [tokens("new"), ended];
    let refreshes = 0;
    const session = createSession(tokens("old"), async () => {
      const answer = answers[refreshes++] ?? expect.fail("asked again after the end");
      if (answer instanceof Error) throw answer;
      return answer;
    });
    const invalid = problem(401, "auth.invalid_token");
    const { client, sent } = scripted([invalid, {}, invalid], { session });
    await client.patch({ params: { id: "1" }, body: {}, ifMatch: 1 });
    expect(sent.map(({ headers }) => headers["authorization"])).toEqual(["Bearer old", "Bearer new"]);
    for (let calls = 0; calls < 2; calls += 1)
      await expect(client.getThing({ params: { id: "1" } })).rejects.toBe(ended);
    expect([sent.length, refreshes]).toEqual([3, 2]);
  });

  test("whoever has but a token, as a program has its key, is told when it is good no more, and nothing is sent again", async () => {
    const { client, sent } = scripted([{}, problem(401, "auth.invalid_token")], { token: "shop_key" });
    await client.getThing({ params: { id: "1" } });
    await expect(client.getThing({ params: { id: "1" } })).rejects.toMatchObject({
      problem: { code: "auth.invalid_token" },
    });
    expect(sent.map(({ headers }) => headers["authorization"])).toEqual([
      "Bearer shop_key",
      "Bearer shop_key",
    ]);
  });
});
