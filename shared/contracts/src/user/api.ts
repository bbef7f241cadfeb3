/** All that clients can ask the user service for. */
import { accountsApi } from "./accounts.ts";
import { keysApi } from "./keys.ts";
import { registrationsApi } from "./registrations.ts";
import { sessionsApi, sessionStatesApi } from "./sessions.ts";

export const userApi = { ...sessionsApi, ...registrationsApi, ...keysApi, ...accountsApi };

/** What the gateway may ask the user service. */
export const userInternalApi = sessionStatesApi;
