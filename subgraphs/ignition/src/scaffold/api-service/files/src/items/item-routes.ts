import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { readJson } from '../http/read-json.ts';
import { json, NO_CONTENT, type Reply, ServiceError } from '../http/reply.ts';
import type { ServiceParts } from '../service.ts';
import { checked } from './item-input.ts';
import { ItemService } from './item-service.ts';

const filter = z.object({ done: z.enum(['true', 'false']).optional() });

/** `/api/items` and `/api/items/<id>`. */
export function itemRoutes(parts: ServiceParts): (request: IncomingMessage, url: URL) => Promise<Reply> {
  const items = new ItemService(parts);

  const collection: Record<string, (request: IncomingMessage, url: URL) => Promise<Reply>> = {
    async GET(_request, url) {
      const { done } = checked(filter, Object.fromEntries(url.searchParams));
      return json(200, { items: await items.list(done === undefined ? {} : { done: done === 'true' }) });
    },
    async POST(request) {
      const item = await items.create(await readJson(request));
      return { ...json(201, item), headers: { location: `/api/items/${item.id}` } };
    },
  };
  const single: Record<string, (request: IncomingMessage, id: string) => Promise<Reply>> = {
    GET: async (_request, id) => json(200, await items.read(id)),
    PATCH: async (request, id) => json(200, await items.change(id, await readJson(request))),
    async DELETE(_request, id) {
      await items.delete(id);
      return NO_CONTENT;
    },
  };

  return async (request, url) => {
    const [, id] = /^\/api\/items(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    if (!/^\/api\/items(\/[^/]+)?$/.test(url.pathname)) throw new ServiceError(404, 'There is nothing at this address.');
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    if (id === undefined) return handlerOf(collection, method)(request, url);
    return handlerOf(single, method)(request, id);
  };
}

function handlerOf<T>(methods: Record<string, T>, method: string): T {
  const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (handler) return handler;
  const allow = Object.keys(methods).join(', ');
  throw new ServiceError(405, `This address answers ${allow}.`, { headers: { allow } });
}
