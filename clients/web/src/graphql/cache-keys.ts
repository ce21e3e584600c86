import type { KeyGenerator } from '@urql/exchange-graphcache';

const embedded: KeyGenerator = () => null;

/** Types without an identity of their own: stored inside whatever holds them. Everything else is keyed by `id`. */
const VALUE_TYPES = [
  'PageInfo',
  'FieldError',
  'InvalidInputError',
  'NotFoundError',
  'ConflictError',
  'ForbiddenError',
  'TokenScope',
  'IdentityProvider',
  'Invitation',
  'CreatedAccessToken',
  'EndedSessions',
  'AuditActor',
  'AuditVerification',
  'ReadNotifications',
  'SystemHealth',
  'DependencyHealth',
  'TokenChange',
  'TokenUpdatePreview',
  'PreviewProblem',
  'BuildMetrics',
  'BuildPhase',
  'TemplateInput',
  'TemplateInputOption',
  ...[
    'System',
    'HealthEvent',
    'Token',
    'TokenGroup',
    'TokenSet',
    'TokenRelease',
    'Template',
    'Project',
    'Component',
    'ComponentVersion',
    'Build',
    'Environment',
    'Deployment',
    'RegistryEntry',
    'User',
    'Session',
    'AccessToken',
    'AuditEntry',
    'Notification',
  ].flatMap((node) => [`${node}Connection`, `${node}Edge`]),
];

export const cacheKeys: Record<string, KeyGenerator> = Object.fromEntries(VALUE_TYPES.map((type) => [type, embedded]));
