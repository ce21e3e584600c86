import { products } from './shop-data.ts';
import { SHOP } from './shop-schemas.ts';

/** Where WISSIL's gateway hears of a change: a subject of one of the event bus's families. */
export const PRODUCT_SUBJECT = 'component.product.changed';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@composeDirective"])
  @link(url: "https://wissil.dev/eventSource/v1.0", import: ["@eventSource"])
  @composeDirective(name: "@eventSource")
directive @eventSource(subject: String!) on FIELD_DEFINITION
`;

/** The shop with a live field in `products`. A gateway takes the event from the bus, so no subgraph is ever asked for the field. */
export const LIVE_SHOP = SHOP.map(({ name, typeDefs }) => ({ name, typeDefs: name === 'products' ? withLiveField(typeDefs) : typeDefs }));

/** A product's card on a page: the payload is of `products`, stock and shipping of `inventory`, and `reviews` adds its own. */
export const PRODUCT_SUBSCRIPTION = `subscription ProductChanged {
  productChanged { upc name price inStock shippingEstimate reviews { id body } }
}`;

/** What `products` publishes; the name carries the number, by which clients know the event again. */
export function productEvent(number: number): object {
  const { inStock: _ofInventory, ...product } = products[number % products.length]!;
  return { __typename: 'Product', ...product, name: `${product.name}, event ${number};` };
}

/** The number of the event in a message that a client received; undefined where it is of none. */
export function eventNumberIn(message: Buffer): number | undefined {
  const start = message.indexOf(MARK);
  if (start === -1) return undefined;
  const end = message.indexOf(';', start);
  return Number(message.toString('latin1', start + MARK.length, end));
}

const MARK = ', event ';

function withLiveField(typeDefs: string): string {
  const field = `type Subscription { productChanged: Product @eventSource(subject: "${PRODUCT_SUBJECT}") }`;
  return typeDefs.replace(/extend schema @link\(.*\)/, LINK) + field;
}
