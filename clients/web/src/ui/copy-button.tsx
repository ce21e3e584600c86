import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { announce } from './announcer.tsx';
import { Button } from './button.tsx';

/** Copies `text`. `what` names it for the button's label and the spoken confirmation: 'CSS variable'. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), 1600);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
      announce(`${what} copied`);
    } catch {
      setState('refused');
      announce(`The browser did not allow copying. Select ${text} and copy it.`);
    }
  };
  return (
    <Button
      look="quiet"
      size="small"
      onClick={() => void copy()}
      aria-label={`Copy ${what}`}
      title={state === 'refused' ? 'The browser did not allow it: select the text and copy it' : `Copy ${text}`}
    >
      {state === 'copied' ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
      {state === 'copied' ? 'Copied' : state === 'refused' ? 'Not allowed' : null}
    </Button>
  );
}
