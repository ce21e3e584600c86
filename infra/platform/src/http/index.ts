export { createFrontDoor, type FrontDoorOptions, type GatewayRoute } from './front-door.ts';
export { type HttpService, type HttpServiceOptions, type RequestHandler, startHttpService, type UpgradeHandler } from './http-service.ts';
export { discardBody, readBody, respondError, respondJson, tooLarge } from './respond.ts';
