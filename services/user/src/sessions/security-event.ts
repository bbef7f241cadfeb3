/** `second_factor_asked`: somebody knew the password. */
type SecondFactorEvent =
  | "second_factor_asked"
  | "second_factor_failed"
  | "second_factor_throttled"
  | "second_factor_unreadable"
  | "second_factor_added"
  | "second_factor_removed"
  | "recovery_codes_made"
  | "recovery_code_used";

/** What those who watch over the shop want to know. The e-mail is for whoever records it to make unreadable. */
export type SecurityEvent =
  | {
      readonly event: "login_succeeded";
      readonly userId: string;
      readonly sessionId: string;
      readonly address: string;
    }
  | { readonly event: "login_failed" | "login_throttled"; readonly email: string; readonly address: string }
  | {
      readonly event: "refresh_token_reused";
      readonly userId: string;
      readonly sessionId: string;
      readonly address: string;
    }
  | { readonly event: "logged_out"; readonly userId: string; readonly sessionId: string }
  | {
      readonly event: "password_changed" | "password_reset" | "erasure_requested" | SecondFactorEvent;
      readonly userId: string;
      readonly address: string;
    }
  | {
      /** By an admin, to a key, an account or a session. */
      readonly event:
        | "api_key_made"
        | "api_key_ended"
        | "user_changed"
        | "user_signed_out"
        | "user_factors_removed";
      readonly userId: string;
      readonly object: string;
    };

export type RecordSecurityEvent = (event: SecurityEvent) => void;
