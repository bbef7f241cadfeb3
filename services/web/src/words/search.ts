/** What a text finds. */
export const searching = {
  title: "Search",
  results: (text: string): string => `Results for “${text}”`,
  ask: "What are you looking for? Type a word or two into the field at the top.",
  askTitle: "Search our products",
  noneTitle: (text: string): string => `We found nothing for “${text}”`,
  none: "Look at the spelling, or try a shorter or a more general word.",
  meant: "Did you mean",
  tooLong: "Your text was too long to search for.",
  nearby: "You may find it in one of these categories:",
} as const;
