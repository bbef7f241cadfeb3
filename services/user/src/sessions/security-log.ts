/** Security events as log lines. An e-mail is a hash there, the same for the same address; in clear at debug only. */
import { createHash } from "node:crypto";
import type { Logger } from "@shop/kit/process/logger";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import type { RecordSecurityEvent, SecurityEvent } from "./security-event.ts";

const levelOf: Readonly<Record<SecurityEvent["event"], "info" | "warn">> = {
  login_succeeded: "info",
  logged_out: "info",
  password_changed: "info",
  password_reset: "info",
  second_factor_asked: "info",
  second_factor_added: "info",
  second_factor_removed: "info",
  recovery_codes_made: "info",
  recovery_code_used: "info",
  second_factor_failed: "warn",
  second_factor_throttled: "warn",
  second_factor_unreadable: "warn",
  api_key_made: "info",
  api_key_ended: "info",
  user_changed: "info",
  user_signed_out: "info",
  user_factors_removed: "info",
  erasure_requested: "info",
  login_failed: "warn",
  login_throttled: "warn",
  refresh_token_reused: "warn",
};

export const createSecurityLog =
  (log: Logger): RecordSecurityEvent =>
  (event) => {
    if (!("email" in event)) return log[levelOf[event.event]]({ security: event }, "Security event");
    const { email, ...rest } = event;
    const emailHash = createHash("sha256").update(emailKeyOf(email)).digest("hex").slice(0, 16);
    log[levelOf[event.event]]({ security: { ...rest, emailHash } }, "Security event");
    log.debug({ emailHash, email }, "The e-mail of a security event");
  };
