/** A password that was forgotten. */
export const forgottenWords = {
  title: "Forgot your password?",
  intro:
    "Tell us the e-mail address of your account. We send a link there by which you choose another password.",
  email: "E-mail",
  send: "Send me a link",
  sentTitle: "Look into your mails",
  sentText:
    "If there is an account with this address, a link is on its way to it. If no mail comes within some minutes, look among the unwanted ones.",
  signIn: "Sign in",
  away: "That is not possible just now. What you typed is kept here: try again in a moment.",
  tooMany: (wait: string) => `That was asked for too often. Try again in ${wait}.`,
  reset: {
    title: "Choose another password",
    text: "All of your devices are signed out then.",
    password: "New password",
    hint: "8 characters or more; a few words are best",
    send: "Change my password",
    gone: "This link is not good any more: it was used, or is too old. If you have just changed your password by it, it is changed: sign in with the new one.",
    noToken: "This link is not whole. Open it from the mail once more.",
    again: "Send me another link",
    away: "That is not possible just now. The link stays good: try again in a moment.",
  },
};
