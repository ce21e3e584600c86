import { createHash, randomBytes } from 'node:crypto';

/** The prefix of each entity's ids, so that an id says what it names wherever it turns up. */
export const ID_PREFIX = {
  System: 'sys',
  HealthEvent: 'hev',
  Token: 'tok',
  TokenGroup: 'grp',
  TokenSet: 'set',
  TokenRelease: 'rls',
  Template: 'tpl',
  Project: 'prj',
  Component: 'cmp',
  ComponentVersion: 'cmv',
  Build: 'bld',
  Environment: 'env',
  Deployment: 'dep',
  RegistryEntry: 'reg',
  User: 'usr',
  Session: 'ses',
  AccessToken: 'act',
  Account: 'acc',
  RecoveryCode: 'rec',
  Enrolment: 'enr',
  AuditEntry: 'aud',
  Notification: 'ntf',
  ProjectCreation: 'crt',
  Generation: 'gen',
  DevEnvironment: 'dve',
  Preview: 'prv',
  Artifact: 'art',
  Pipeline: 'pip',
  PipelineRun: 'run',
  Approval: 'apr',
  Release: 'rel',
} as const;

/** A new id that sorts by time: prefix, milliseconds, 80 random bits. */
export function newId(entity: keyof typeof ID_PREFIX): string {
  const time = Date.now().toString(36).padStart(9, '0');
  return `${ID_PREFIX[entity]}_${time}${base36(randomBytes(10))}`;
}

/** The id of something that every installation has under the same `name`, a seeded token for example. */
export function seedId(entity: keyof typeof ID_PREFIX, name: string): string {
  return `${ID_PREFIX[entity]}_${base36(createHash('sha256').update(`${entity}:${name}`).digest().subarray(0, 15))}`;
}

function base36(bytes: Buffer): string {
  return BigInt(`0x${bytes.toString('hex')}`).toString(36);
}
