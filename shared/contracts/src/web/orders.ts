/** An order after it was placed. */
export const orderPages = {};
