import { userEvents } from "@shop/contracts/user/events";
import { on, type Subscription } from "@shop/kit/messaging/bus/subscription";
import type { SessionDeps } from "./sessions/deps.ts";
import { revokeSessions } from "./sessions/revoke-sessions.ts";

export const userConsumers = (
  deps: Pick<SessionDeps, "revokedSessions" | "now">,
): readonly Subscription[] => [
  on(userEvents.sessionsRevoked, ({ data: { sessionIds }, occurredAt }) =>
    revokeSessions(deps, { sessionIds, endedAt: new Date(occurredAt) }),
  ),
];
