import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import {
  UpdateConsumersDocument,
  UpdatePreviewDocument,
  type UpdateConsumersQuery,
  type UpdatePreviewQuery,
  type UpdateTokenInput,
} from '../../graphql/generated/graphql.ts';
import { failureOf, type Failure } from '../../graphql/failure.ts';
import { useMay } from '../../session/viewer.ts';

/** Long enough to type on, short enough to be an answer. */
const PAUSE_MS = 200;

type Preview = NonNullable<UpdatePreviewQuery['previewTokenUpdate']>;
export interface Consumer {
  id: string;
  slug: string;
  name: string;
}

export interface PreviewState {
  /** What the input would do; while `checking`, what the one before would have done. */
  preview: Preview | null;
  /** Components that wear one of the tokens; null where that is not known. */
  consumers: Consumer[] | null;
  checking: boolean;
  failure: Failure | null;
}

interface Answer extends Omit<PreviewState, 'checking'> {
  key: string;
}

/** Asks SLATE what an edit would do, a moment after the last change of it. Nothing is asked for null. */
export function useUpdatePreview(input: Pick<UpdateTokenInput, 'id' | 'value' | 'description'> | null): PreviewState {
  const client = useClient();
  const seesComponents = useMay('component.read');
  const key = input === null ? null : JSON.stringify(input);
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    if (key === null) return undefined;
    let wanted = true;
    const asked: { input: UpdateTokenInput } = { input: JSON.parse(key) };
    const ask = async (): Promise<void> => {
      const { data, error } = await client.query(UpdatePreviewDocument, asked, { requestPolicy: 'network-only' }).toPromise();
      const preview = data?.previewTokenUpdate ?? null;
      if (!wanted) return;
      setAnswer({ key, preview, consumers: null, failure: failureOf(error) });
      if (!seesComponents || preview === null || preview.changes.length === 0) return;
      const worn = await client.query(UpdateConsumersDocument, asked, { requestPolicy: 'network-only' }).toPromise();
      if (wanted) setAnswer({ key, preview, consumers: consumersOf(worn.data), failure: null });
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [client, key, seesComponents]);
  if (key === null) return { preview: null, consumers: null, checking: false, failure: null };
  return { preview: null, consumers: null, failure: null, ...answer, checking: answer?.key !== key };
}

function consumersOf(data: UpdateConsumersQuery | undefined): Consumer[] | null {
  const used = data?.previewTokenUpdate?.changes.map(({ token }) => token?.usedBy);
  if (used === undefined || used.some((usedBy) => usedBy === null)) return null;
  const found = new Map(used.flatMap((usedBy) => usedBy?.edges.map(({ node }) => [node.id, node] as const) ?? []));
  return [...found.values()].sort((one, other) => one.name.localeCompare(other.name));
}
