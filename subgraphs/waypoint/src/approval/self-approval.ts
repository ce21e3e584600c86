import type { Action } from '@wissil/platform/auth';
import type { Approval } from '../../generated/prisma/client.ts';
import type { Administrators } from './administrators.ts';

export const SELF_APPROVAL = ['never', 'allowed'] as const;

/** Whether the only administrator approves what they asked for themselves. Where there is another, that one has to. */
export type SelfApproval = (typeof SELF_APPROVAL)[number];

/** What four eyes are for: production takes somebody else than who asked. */
export class SelfApprovalRule {
  readonly #administrators: Administrators;
  readonly #setting: SelfApproval;

  constructor(options: { administrators: Administrators; setting: SelfApproval }) {
    this.#administrators = options.administrators;
    this.#setting = options.setting;
  }

  /** @throws WissilError UNAVAILABLE where LANDING does not say who administers WISSIL */
  administrators(): Promise<string[]> {
    return this.#administrators.ids();
  }

  /** Why that person may not approve what they asked for, and what to do; null where they may. */
  refusalOf(person: string, administrators: readonly string[]): string | null {
    if (administrators.some((id) => id !== person)) return 'Nobody approves their own deployment to production. Ask another administrator.';
    if (this.#setting === 'allowed') return null;
    return (
      'Nobody approves their own deployment to production, and there is no other administrator. ' +
      'Invite a second one, or start WISSIL with PRODUCTION_SELF_APPROVAL=allowed.'
    );
  }
}

/** Whether an approval takes somebody else than who asked. */
export function takesAnother({ permission }: Pick<Approval, 'permission'>): boolean {
  return permission === ('deployment.production' satisfies Action);
}
