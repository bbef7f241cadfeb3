/** The words that a made-up catalogue is made of. */

type Kind = {
  readonly noun: string;
  /** Three deep, as a shopper would walk. */
  readonly path: readonly [string, string, string];
  readonly materials: readonly string[];
  readonly says: string;
  /** Minor units; most cost little more, and a few cost many times as much. */
  readonly from: number;
};

const kind = (noun: string, path: string, materials: string, from: number, says: string): Kind => ({
  noun,
  path: path.split(" > ") as unknown as Kind["path"],
  materials: materials.split(", "),
  from,
  says,
});

export const kinds: readonly Kind[] = [
  kind(
    "T-Shirt",
    "Clothing > Tops > T-Shirts",
    "cotton, linen, merino",
    1_290,
    "Keeps its shape, wash after wash.",
  ),
  kind(
    "Shirt",
    "Clothing > Tops > Shirts",
    "cotton, linen, denim",
    2_900,
    "With buttons of mother-of-pearl.",
  ),
  kind("Hoodie", "Clothing > Tops > Hoodies", "cotton, fleece", 3_900, "A hood that stays where it is put."),
  kind("Dress", "Clothing > Tops > Dresses", "viscose, cotton, silk", 3_900, "Light, and with real pockets."),
  kind(
    "Trousers",
    "Clothing > Bottoms > Trousers",
    "cotton, wool, corduroy",
    3_500,
    "Cut straight, easy to wear.",
  ),
  kind("Jeans", "Clothing > Bottoms > Jeans", "denim", 4_900, "Heavy cloth that gets better with age."),
  kind(
    "Rain Jacket",
    "Clothing > Outerwear > Jackets",
    "nylon, polyester",
    6_900,
    "Keeps the rain out all day.",
  ),
  kind(
    "Sneakers",
    "Clothing > Shoes > Sneakers",
    "canvas, leather, suede",
    4_900,
    "Light soles, padded collar.",
  ),
  kind("Boots", "Clothing > Shoes > Boots", "leather, rubber", 7_900, "Warm and dry in deep snow."),
  kind("Phone Cover", "Electronics > Phones > Covers", "silicone, leather, plastic", 990, "Takes the fall."),
  kind(
    "Power Bank",
    "Electronics > Phones > Chargers",
    "aluminium, plastic",
    1_900,
    "Charges a phone twice.",
  ),
  kind("Cable", "Electronics > Phones > Cables", "nylon, plastic", 590, "Charges fast and never knots."),
  kind("Headphones", "Electronics > Audio > Headphones", "plastic, leather", 3_900, "Quiet around you."),
  kind("Speaker", "Electronics > Audio > Speakers", "fabric, plastic", 2_900, "Loud enough for the garden."),
  kind(
    "Keyboard",
    "Electronics > Computing > Keyboards",
    "plastic, aluminium",
    2_900,
    "Quiet keys for long days.",
  ),
  kind("Mouse", "Electronics > Computing > Mice", "plastic", 1_490, "For either hand."),
  kind(
    "Frying Pan",
    "Home > Kitchen > Pans",
    "steel, cast iron, copper",
    2_900,
    "Browns evenly on every stove.",
  ),
  kind("Teapot", "Home > Kitchen > Tea", "porcelain, glass, cast iron", 1_900, "Pours without a drop."),
  kind("Knife", "Home > Kitchen > Knives", "steel, ceramic", 1_900, "Sharp for years."),
  kind("Lamp", "Home > Living > Lamps", "brass, oak, glass", 3_900, "Warm light for the evening."),
  kind("Blanket", "Home > Living > Blankets", "wool, merino", 4_900, "Warm without weight."),
  kind("Towel", "Home > Bath > Towels", "cotton, linen", 990, "Dries quickly."),
  kind("Tent", "Outdoor > Camping > Tents", "nylon, polyester", 9_900, "Stands in five minutes."),
  kind("Backpack", "Outdoor > Hiking > Backpacks", "nylon, canvas", 5_900, "Carries a week between huts."),
  kind("Bottle", "Outdoor > Hiking > Bottles", "steel, glass", 1_290, "Keeps cold drinks cold."),
  kind("Helmet", "Outdoor > Cycling > Helmets", "polycarbonate", 4_900, "Light, with a place for a lamp."),
  kind("Puzzle", "Toys > Games > Puzzles", "paper, wood", 1_290, "A thousand pieces of fun."),
  kind("Teddy Bear", "Toys > Soft Toys > Bears", "plush, cotton", 1_490, "Washes at 30 degrees."),
];

export const colours = "Black, White, Blue, Red, Green, Grey, Navy, Sand, Olive, Yellow, Pink, Brown".split(
  ", ",
);
export const looks =
  "Classic, Slim, Heavy, Light, Soft, Rugged, Everyday, Compact, Premium, Vintage, Recycled".split(", ");
export const sizes = ["S", "M", "L", "XL"] as const;
export const starts = "Nor, Alt, Bel, Cor, Dav, Ek, Fjal, Gran, Hol, Kes, Lind, Mar, Oster, Pil".split(", ");
export const ends = "dahl, wick, ström, ora, ix, berg, elle, mond, ton, via, sund, ley".split(", ");
