import { WissilError } from '@wissil/platform/errors';
import { readBody, respondJson } from '@wissil/platform/http';
import type { RestRoute } from '@wissil/platform/subgraph';
import type { ComponentService } from './component-service.ts';

/** `POST /api/components/save` (SPARK-6): the same as the mutation saveComponent, for tools that speak JSON alone. */
export function componentRoutes(components: ComponentService, bodyLimit: number): readonly RestRoute[] {
  return [
    {
      method: 'POST',
      path: '/api/components/save',
      permission: 'component.write',
      changes: 'saveComponent',
      async handle(request, response) {
        // Browsers send JSON across origins only after asking, and nobody here says yes.
        if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
          throw new WissilError('BAD_REQUEST', 'Send the component as JSON, with content-type: application/json.');
        }
        const input = parseJson(await readBody(request, bodyLimit));
        const { id, slug, name, cssVariables, latestNumber: version, latestVersionId: versionId } = await components.save(input as never);
        respondJson(response, version === 1 ? 201 : 200, { component: { id, slug, name, version, versionId, cssVariables } });
      },
    },
  ];
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new WissilError('BAD_REQUEST', 'The body is not valid JSON.');
  }
}
