export { createFrontDoor, type FrontDoorOptions, type GatewayRoute, type LandingRoute } from './front-door.ts';
export { type HttpService, type HttpServiceOptions, type RequestHandler, startHttpService, type UpgradeHandler } from './http-service.ts';
export { discardBody, readBody, respondError, respondFailure, respondJson, tooLarge } from './respond.ts';
export { type ClientAddress, clientAddressThrough } from './client-address.ts';
export { requestIdOf } from './request-id.ts';
export { assertSameOrigin } from './same-origin.ts';
