/** What a customer has here. */
export const accountPages = {};
