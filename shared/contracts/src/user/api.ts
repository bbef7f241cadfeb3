/** All that clients can ask the user service for. */
import { accountsApi } from "./accounts.ts";
import { addressesApi } from "./addresses.ts";
import { keysApi } from "./keys.ts";
import { passwordsApi } from "./passwords.ts";
import { peopleApi, privacyApi } from "./privacy.ts";
import { registrationsApi } from "./registrations.ts";
import { mySessionsApi, sessionsApi, sessionStatesApi } from "./sessions.ts";

export const userApi = {
  ...sessionsApi,
  ...registrationsApi,
  ...passwordsApi,
  ...keysApi,
  ...accountsApi,
  ...mySessionsApi,
  ...addressesApi,
  ...privacyApi,
};

/** What the gateway and other services may ask the user service. */
export const userInternalApi = { ...sessionStatesApi, ...peopleApi };
