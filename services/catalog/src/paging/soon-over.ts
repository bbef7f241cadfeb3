/** For pages of what a search has found: it may be a second behind what is true, and is asked again soon. */
export const soonOver = { "Surrogate-Control": "max-age=10" } as const;
