/** The catalogue that all gateways of the benchmark serve: fixed, so that every run and every peer answers the same bytes. */
export interface User {
  id: string;
  name: string;
  username: string;
  birthday: number;
}

export interface Product {
  upc: string;
  name: string;
  price: number;
  weight: number;
  inStock: boolean;
}

export interface Review {
  id: string;
  body: string;
  authorId: string;
  upc: string;
}

const USERS = 12;
const PRODUCTS = 8;
const REVIEWS_PER_USER = 4;

export const users: User[] = range(USERS).map((index) => ({
  id: `${index + 1}`,
  name: `Person number ${index + 1}`,
  username: `person${index + 1}`,
  birthday: 1960 + (index % 40),
}));

export const products: Product[] = range(PRODUCTS).map((index) => ({
  upc: `${index + 1}`,
  name: ['Table', 'Chair', 'Lamp', 'Shelf', 'Sofa', 'Desk'][index % 6] + ` ${index + 1}`,
  price: 100 + index * 37,
  weight: 10 + index * 15,
  inStock: index % 3 !== 0,
}));

export const reviews: Review[] = users.flatMap((user, index) =>
  range(REVIEWS_PER_USER).map((number) => ({
    id: `${index * REVIEWS_PER_USER + number + 1}`,
    body: `What ${user.name} thinks, part ${number + 1}: solid, and it arrived on time.`,
    authorId: user.id,
    upc: `${((index + number * 5) % PRODUCTS) + 1}`,
  })),
);

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
