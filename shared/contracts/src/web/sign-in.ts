/** Signing in and out, and what leads there. */
export const signInPages = {};
