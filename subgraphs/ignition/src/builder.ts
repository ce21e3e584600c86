import SchemaBuilder from '@pothos/core';
import { registerSharedTypes, subgraphBuilderOptions, type SubgraphTypes } from '@wissil/platform/graphql';
import type PrismaTypes from '../generated/pothos.ts';
import { getDatamodel } from '../generated/pothos.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { IgnitionContext } from './context.ts';

export const builder = new SchemaBuilder<SubgraphTypes<PrismaTypes, IgnitionContext>>(
  subgraphBuilderOptions<PrismaClient, IgnitionContext>(getDatamodel()),
);

registerSharedTypes(builder);
