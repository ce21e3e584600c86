import { aliasTarget, aliasTargets } from '../dtcg/alias.ts';
import { cssValue } from '../dtcg/css-value.ts';
import { resolveAliases } from '../dtcg/resolve-aliases.ts';
import type { TokenType } from '../dtcg/dtcg-type.ts';
import type { GroupRecord, SetRecord, TokenRecord, TokenSetSnapshot } from './token-snapshot.ts';

/** A token in its graph. */
export interface TokenNode extends TokenRecord {
  readonly graph: TokenGraph;
  readonly resolvedValue: unknown;
  readonly cssValue: string;
}

export interface GroupNode extends GroupRecord {
  readonly graph: TokenGraph;
  /** Of the group and of the groups below it. */
  readonly tokens: readonly TokenNode[];
  readonly children: readonly GroupNode[];
}

/** What to look for among tokens; all that is given must fit. */
export interface TokenCriteria {
  group?: string | null | undefined;
  type?: TokenType | null | undefined;
  /** A part of the path, the description or the custom property; case does not matter. */
  search?: string | null | undefined;
}

/** One version of a token set with every alias followed; it never changes. */
export class TokenGraph {
  readonly set: SetRecord;
  readonly tokens: readonly TokenNode[];
  readonly groups: readonly GroupNode[];
  readonly #byId: ReadonlyMap<string, TokenNode>;
  readonly #byPath: ReadonlyMap<string, TokenNode>;
  readonly #byVariable: ReadonlyMap<string, TokenNode>;
  readonly #groupsById: ReadonlyMap<string, GroupNode>;
  readonly #groupsByPath: ReadonlyMap<string, GroupNode>;
  readonly #referrers: ReadonlyMap<string, readonly TokenNode[]>;

  /** @throws AliasError for tokens that refer to nothing or in a circle, which writes never let into the database */
  constructor(snapshot: TokenSetSnapshot) {
    this.set = snapshot.set;
    const resolved = resolveAliases(snapshot.tokens);
    this.tokens = snapshot.tokens.map((token) => {
      const resolvedValue = resolved.get(token.path);
      return { ...token, graph: this, resolvedValue, cssValue: cssValue(token.type, resolvedValue) };
    });
    this.#byId = new Map(this.tokens.map((token) => [token.id, token]));
    this.#byPath = new Map(this.tokens.map((token) => [token.path, token]));
    this.#byVariable = new Map(this.tokens.map((token) => [token.cssVariable, token]));
    this.#referrers = referrersOf(this.tokens);
    this.groups = this.#groupNodes(snapshot.groups);
    this.#groupsById = new Map(this.groups.map((group) => [group.id, group]));
    this.#groupsByPath = new Map(this.groups.map((group) => [group.path, group]));
  }

  token(id: string): TokenNode | undefined {
    return this.#byId.get(id);
  }

  tokenAt(path: string): TokenNode | undefined {
    return this.#byPath.get(path);
  }

  tokenOfVariable(cssVariable: string): TokenNode | undefined {
    return this.#byVariable.get(cssVariable);
  }

  group(id: string): GroupNode | undefined {
    return this.#groupsById.get(id);
  }

  groupAt(path: string): GroupNode | undefined {
    return this.#groupsByPath.get(path);
  }

  groupOf(token: TokenRecord): GroupNode {
    return this.#groupsById.get(token.groupId) as GroupNode;
  }

  parentOf(group: GroupRecord): GroupNode | null {
    return (group.parentId && this.#groupsById.get(group.parentId)) || null;
  }

  /** The token that `token` as a whole stands for. */
  aliasOf(token: TokenRecord): TokenNode | null {
    const target = aliasTarget(token.value);
    return (target && this.#byPath.get(target)) || null;
  }

  /** The tokens whose value, as a whole or in a part, refers to `token`. */
  referrersTo(token: TokenRecord): readonly TokenNode[] {
    return this.#referrers.get(token.path) ?? [];
  }

  find({ group, type, search }: TokenCriteria): readonly TokenNode[] {
    const wanted = search?.trim().toLowerCase();
    return this.tokens.filter(
      (token) =>
        (!group || token.path.startsWith(`${group}.`)) &&
        (!type || token.type === type) &&
        (!wanted || `${token.path}\n${token.cssVariable}\n${token.description ?? ''}`.toLowerCase().includes(wanted)),
    );
  }

  #groupNodes(records: readonly GroupRecord[]): GroupNode[] {
    const children = Map.groupBy(records, (record) => record.parentId);
    const tokens = Map.groupBy(this.tokens, (token) => token.groupId);
    const nodes = new Map<string, GroupNode>();
    const below = (id: string): TokenNode[] => [...(tokens.get(id) ?? []), ...(children.get(id) ?? []).flatMap((child) => below(child.id))];
    for (const record of records.toReversed()) {
      const childNodes = (children.get(record.id) ?? []).map((child) => nodes.get(child.id) as GroupNode);
      nodes.set(record.id, { ...record, graph: this, tokens: below(record.id), children: childNodes });
    }
    return records.map((record) => nodes.get(record.id) as GroupNode);
  }
}

function referrersOf(tokens: readonly TokenNode[]): Map<string, TokenNode[]> {
  const referrers = new Map<string, TokenNode[]>();
  for (const token of tokens) {
    for (const target of aliasTargets(token.value)) {
      const others = referrers.get(target);
      if (others) others.push(token);
      else referrers.set(target, [token]);
    }
  }
  return referrers;
}
