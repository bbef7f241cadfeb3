/** Who gets something, and where: as clients send it, and as it is answered. */
import { z } from "zod";
import { Email, line, optionalLine } from "./text.ts";
import { Country } from "./values.ts";

export const ContactInput = z.strictObject({ email: Email, name: line(200) }).meta({ id: "ContactInput" });

export const Contact = z.object({ email: z.string(), name: z.string() }).meta({ id: "Contact" });
export type Contact = z.infer<typeof Contact>;

/** The country must exist; `postalCode` is needed where the country has postcodes. */
export const AddressInput = z
  .strictObject({
    name: line(200),
    line1: line(200),
    line2: optionalLine(200),
    city: line(200),
    region: optionalLine(200),
    postalCode: optionalLine(20),
    country: Country,
  })
  .meta({ id: "AddressInput" });
export type AddressInput = z.infer<typeof AddressInput>;

/** What was not given is absent. */
export const Address = z
  .object({
    name: z.string(),
    line1: z.string(),
    line2: z.string().optional(),
    city: z.string(),
    region: z.string().optional(),
    postalCode: z.string().optional(),
    country: z.string(),
  })
  .meta({ id: "Address" });
export type Address = z.infer<typeof Address>;
