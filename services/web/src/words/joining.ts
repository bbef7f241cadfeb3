/** Coming to an account. */
export const joiningWords = {
  title: "Register",
  intro: "With an account you keep your addresses, see your orders, and write reviews.",
  name: "Name",
  email: "E-mail",
  emailHint: "We send a link there that confirms it",
  password: "Password",
  passwordHint: "8 characters or more; a few words are best",
  send: "Register",
  haveAccount: "Have an account already?",
  signIn: "Sign in",
  sentTitle: "Look into your mails",
  sentText:
    "We have sent you a mail. Open its link and press the button there: then the account is yours. If no mail comes within some minutes, look among the unwanted ones, or register again.",
  away: "That is not possible just now. What you typed is kept here, except the password: try again in a moment.",
  tooMany: (wait: string) => `That was asked for too often. Try again in ${wait}.`,
  verify: {
    title: "Confirm your address",
    text: "Press the button, and the account is yours.",
    send: "Confirm my address",
    gone: "This link is not good any more: it was used, replaced by a newer one, or is too old. If you have confirmed already, sign in.",
    noToken: "This link is not whole. Open it from the mail once more.",
    again: "Register again",
    away: "That is not possible just now. The link stays good: press again in a moment.",
  },
};
