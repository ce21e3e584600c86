import { NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { System, SystemName } from '../system/system-type.ts';

const CheckSystemHealthInput = builder.inputType('CheckSystemHealthInput', {
  description: 'Which system to probe.',
  fields: (t) => ({ name: t.field({ type: SystemName, required: true }) }),
});

builder.mutationType({
  fields: (t) => ({
    checkSystemHealth: t.field({
      permission: 'system.check',
      type: System,
      description: 'Probes one system now instead of at the next interval.',
      errors: { types: [NotFoundError] },
      args: { input: t.arg({ type: CheckSystemHealthInput, required: true }) },
      resolve: async (_root, { input }, context) => {
        const system = await context.systems.byName(input.name);
        if (!system) throw new NotFoundError(`There is no system ${input.name} in this installation.`);
        await context.monitor.checkNow(system.id);
        return system;
      },
    }),
  }),
});
