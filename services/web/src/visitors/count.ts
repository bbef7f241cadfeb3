type Lines = { readonly lines: readonly { readonly quantity: number }[] };

/** How many things are in a bag. */
export const countOf = ({ lines }: Lines): number => lines.reduce((sum, { quantity }) => sum + quantity, 0);
