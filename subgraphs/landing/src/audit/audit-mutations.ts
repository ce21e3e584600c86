import { InvalidInputError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { parsePoint, pointText } from './chain-point.ts';
import type { ChainVerification } from './verify-chain.ts';

const AuditVerification = builder.objectRef<ChainVerification & { verifiedAt: Date }>('AuditVerification').implement({
  permission: 'audit.read',
  description: 'Whether the audit log is what WISSIL has written.',
  fields: (t) => ({
    entries: t.exposeInt('entries', { description: 'Entries that are in order, up to the first that is not.' }),
    intact: t.boolean({ resolve: ({ firstBroken }) => firstBroken === undefined }),
    brokenAt: t.string({
      nullable: true,
      description: 'The sequence of the first entry at which something is wrong.',
      resolve: ({ firstBroken }) => firstBroken && String(firstBroken.sequence),
    }),
    problem: t.string({
      nullable: true,
      description: 'What is wrong there, a sentence without its full stop.',
      resolve: ({ firstBroken }) => firstBroken?.what,
    }),
    end: t.string({
      nullable: true,
      description: 'The last entry in order, to be kept outside of WISSIL and given as `known` another time.',
      resolve: ({ last }) => last && pointText(last),
    }),
    verifiedAt: t.expose('verifiedAt', { type: 'DateTime' }),
  }),
});

const VerifyAuditLogInput = builder.inputType('VerifyAuditLogInput', {
  description: 'What is known of the audit log.',
  fields: (t) => ({
    known: t.string({ description: 'An `end` that was told before: that entry must still be there, and the same.' }),
  }),
});

builder.mutationField('verifyAuditLog', (t) =>
  t.field({
    permission: 'audit.read',
    type: AuditVerification,
    description: 'Reads the whole audit log and checks its chain of hashes.',
    errors: { types: [InvalidInputError] },
    args: { input: t.arg({ type: VerifyAuditLogInput, required: true }) },
    resolve: async (_root, { input }, { auditLog }) => ({
      ...(await auditLog.verify(input.known == null ? undefined : knownPoint(input.known))),
      verifiedAt: new Date(),
    }),
  }),
);

function knownPoint(text: string) {
  const point = parsePoint(text);
  if (point) return point;
  throw new InvalidInputError([
    { path: 'known', message: 'Give the end of the log as it was told: its number, a colon and 64 hexadecimal digits.' },
  ]);
}
