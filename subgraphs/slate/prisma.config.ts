import { prismaConfig } from '@wissil/platform/database';

export default prismaConfig(import.meta.dirname);
