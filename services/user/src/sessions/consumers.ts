import { userEvents } from "@shop/contracts/user/events";
import { on, type Subscription } from "@shop/kit/messaging/bus/subscription";
import { revokeSessions, type RevokeSessionsDeps } from "./revoke-sessions.ts";

export const sessionConsumers = (deps: RevokeSessionsDeps): readonly Subscription[] => [
  on(userEvents.sessionsRevoked, ({ data: { sessionIds }, occurredAt }) =>
    revokeSessions(deps, { sessionIds, endedAt: new Date(occurredAt) }),
  ),
];
