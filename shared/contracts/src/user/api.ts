/** All that clients can ask the user service for. */
import { accountsApi } from "./accounts.ts";
import { addressesApi } from "./addresses.ts";
import { auditApi } from "./audit.ts";
import { apiKeyExchangeApi, apiKeysApi } from "./api-keys.ts";
import { browserSessionsApi } from "./browser-sessions.ts";
import { keysApi } from "./keys.ts";
import { managedUsersApi } from "./managed-users.ts";
import { passwordsApi } from "./passwords.ts";
import { peopleApi, privacyApi } from "./privacy.ts";
import { registrationsApi } from "./registrations.ts";
import { secondFactorLoginApi, secondFactorsApi } from "./second-factors.ts";
import { mySessionsApi, sessionsApi, sessionStatesApi } from "./sessions.ts";

export const userApi = {
  ...sessionsApi,
  ...registrationsApi,
  ...passwordsApi,
  ...keysApi,
  ...accountsApi,
  ...mySessionsApi,
  ...addressesApi,
  ...auditApi,
  ...secondFactorsApi,
  ...secondFactorLoginApi,
  ...apiKeysApi,
  ...managedUsersApi,
  ...privacyApi,
};

/** What the gateway and other services may ask the user service. */
export const userInternalApi = {
  ...sessionStatesApi,
  ...browserSessionsApi,
  ...apiKeyExchangeApi,
  ...peopleApi,
};
