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
      readonly event: "password_changed" | "password_reset" | "erasure_requested";
      readonly userId: string;
      readonly address: string;
    };

export type RecordSecurityEvent = (event: SecurityEvent) => void;
