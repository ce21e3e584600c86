import SchemaBuilder from '@pothos/core';
import { registerSharedTypes, subgraphBuilderOptions, type SubgraphTypes } from '@wissil/platform/graphql';
import type PrismaTypes from '../generated/pothos.ts';
import { getDatamodel } from '../generated/pothos.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { IgnisContext } from './context.ts';

export const builder = new SchemaBuilder<SubgraphTypes<PrismaTypes, IgnisContext>>(
  subgraphBuilderOptions<PrismaClient, IgnisContext>(getDatamodel()),
);

registerSharedTypes(builder);
