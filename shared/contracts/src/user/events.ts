/** What the user service announces. */
import { z } from "zod";
import { staffActedOf } from "../language/act.ts";
import { defineEvent } from "../language/event.ts";
import { Id, Timestamp } from "../language/values.ts";

const userId = z.object({ userId: Id });

export const userEvents = {
  /** There is an account, whose address is confirmed: nobody has one before. */
  userRegistered: defineEvent("user.registered", userId),
  userVerified: defineEvent("user.verified", userId),
  /** Its owner or the shop has changed it. */
  userUpdated: defineEvent("user.updated", userId),
  /** Nobody is signed in any more: what the shop holds about this person is to go, by the deadline at the latest. */
  erasureRequested: defineEvent(
    "user.erasure_requested",
    userId.extend({ erasureId: Id, requestedAt: Timestamp, deadline: Timestamp }),
  ),
  /** Nothing of the person is left in any service. */
  userErased: defineEvent("user.erased", userId.extend({ erasureId: Id })),
  /** Signed out, or ended for safety: access tokens of these sessions are no longer good. An API key is a session of its own, for nobody else. */
  sessionsRevoked: defineEvent("user.sessions_revoked", userId.extend({ sessionIds: z.array(Id).min(1) })),
  /** Somebody of the staff has changed something, and what it looked like before and after. */
  staffActed: staffActedOf("user"),
};
