// [only apiStyle.rest]
import { z } from 'zod';
import { item, itemChange, newItem } from '../items/item.ts';
import { project } from '../project.ts';

const body = (schema: string) => ({ content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } });
const answer = (description: string, schema: string) => ({ description, ...body(schema) });
const FAILURE = answer('What is wrong, for each field', 'Error');
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };

/** The description of the service that `GET /openapi.json` answers. */
export function openApi(): object {
  return {
    openapi: '3.1.0',
    info: { title: project.name, description: project.description ?? undefined, version: '0.1.0' },
    paths: {
      [project.healthPath]: { get: { operationId: 'health', responses: { 200: { description: 'The service is well' } } } },
      '/api/items': {
        get: {
          operationId: 'listItems',
          parameters: [{ name: 'done', in: 'query', schema: { type: 'boolean' } }],
          responses: { 200: answer('The items, newest first', 'Items'), 400: FAILURE },
        },
        post: { operationId: 'createItem', requestBody: body('NewItem'), responses: { 201: answer('The item', 'Item'), 400: FAILURE } },
      },
      '/api/items/{id}': {
        parameters: [id],
        get: { operationId: 'readItem', responses: { 200: answer('The item', 'Item'), 404: FAILURE } },
        patch: {
          operationId: 'changeItem',
          requestBody: body('ItemChange'),
          responses: { 200: answer('The item', 'Item'), 400: FAILURE, 404: FAILURE },
        },
        delete: { operationId: 'deleteItem', responses: { 204: { description: 'It is gone' }, 404: FAILURE } },
      },
    },
    components: {
      schemas: {
        Item: z.toJSONSchema(item),
        NewItem: z.toJSONSchema(newItem, { io: 'input' }),
        ItemChange: z.toJSONSchema(itemChange),
        Items: {
          type: 'object',
          properties: { items: { type: 'array', items: { $ref: '#/components/schemas/Item' } } },
          required: ['items'],
        },
        Error: {
          type: 'object',
          properties: {
            error: {
              type: 'object',
              properties: {
                message: { type: 'string' },
                fields: { type: 'array', items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } } },
              },
            },
          },
        },
      },
    },
  };
}
