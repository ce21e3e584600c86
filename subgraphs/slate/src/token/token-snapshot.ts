import type { TokenType } from '../dtcg/dtcg-type.ts';

/** One version of a token set, as it stands in PostgreSQL and in the cache. */
export interface TokenSetSnapshot {
  set: SetRecord;
  /** Parents before children, as authored. */
  groups: GroupRecord[];
  tokens: TokenRecord[];
}

export interface SetRecord {
  id: string;
  slug: string;
  name: string;
  description: string | null;
  version: number;
}

export interface GroupRecord {
  id: string;
  parentId: string | null;
  path: string;
  name: string;
  description: string | null;
}

export interface TokenRecord {
  id: string;
  groupId: string;
  path: string;
  name: string;
  type: TokenType;
  description: string | null;
  /** DTCG $value as authored. */
  value: unknown;
  cssVariable: string;
  version: number;
  /** ISO 8601. */
  updatedAt: string;
}
