/** Where somebody is signed in, by what they see. */
import type { Session } from "@shop/contracts/user/sessions";
import { describe, expect, test } from "vitest";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

const listOf = (...items: readonly unknown[]) => ({ items, next: null });

describe("devices", () => {
  const session = (id: string, current = false): Session => ({
    id,
    device: `Firefox on ${id}`,
    place: "198.51.100.7",
    createdAt: "2026-11-20T10:00:00.000Z",
    lastSeenAt: "2026-11-26T10:00:00.000Z",
    current,
  });

  test("each is listed, this one is marked, and another is ended", async () => {
    web.user.answer("listSessions", listOf(session("here", true), session("phone")));
    const page = await web.browserOf().open("/account/sessions");
    expect(page.text).toContain("Firefox on here this browser");
    const ended = await page.submit("/account/sessions/phone/end");
    expect([ended.path, ended.text]).toEqual([
      "/account/sessions?done=ended",
      expect.stringContaining("It is signed out."),
    ]);
    expect(web.user.asked("endSession").map(({ params }) => params)).toEqual([{ id: "phone" }]);
  });

  test("ending this one signs out", async () => {
    web.user.answer("listSessions", listOf(session("here", true), session("phone")));
    const alice = web.browserOf();
    const page = await (await alice.open("/account/sessions")).submit("/account/sessions/here/end");
    expect(page.path).toBe("/sign-in?after=signed-out");
    expect(alice.cookies.has("session")).toBe(false);
  });

  test("all others are ended, however many there are, and this one stays", async () => {
    const all = ["here", ...Array.from({ length: 25 }, (_, number) => `old-${number}`)];
    const ended = () => web.user.asked("endSession").map(({ params }) => params["id"]);
    // A page of one, so that there are more pages than one look goes through.
    web.user.answer("listSessions", ({ query }: { query: Record<string, string> }) => {
      const left = all.filter((id) => !ended().includes(id));
      const at = Number(query["cursor"] ?? 0);
      const items = left.slice(at, at + 1).map((id) => session(id, id === "here"));
      return { items, next: at + 1 < left.length ? String(at + 1) : null };
    });
    const alice = web.browserOf();
    const page = await (await alice.open("/account/sessions")).submit("/account/sessions/end-others");
    expect(page.path).toBe("/account/sessions?done=others");
    expect(new Set(ended())).toEqual(new Set(all.slice(1)));
    expect(alice.cookies.has("session")).toBe(true);
  });

  test("one that could not be ended is not said to be", async () => {
    web.user.answer("listSessions", listOf(session("here", true), session("phone")));
    web.user.refuse("endSession", { status: 503, code: "user.unavailable" });
    const page = await web.browserOf().post("/account/sessions/phone/end", {});
    expect([page.status, page.text]).toEqual([
      503,
      expect.stringContaining("That was not possible just now."),
    ]);
  });
});
