// [only libraries.next-intl]
'use client';

import { useLocale } from 'next-intl';
import { useRouter } from 'next/navigation';
import { LANGUAGE_COOKIE, LANGUAGES } from '../i18n/languages.ts';

/** The reader's language; the choice lasts a year. */
export function LanguageSwitch() {
  const language = useLocale();
  const router = useRouter();
  return (
    <select
      aria-label="Language"
      className="min-h-11 rounded-md border border-line bg-raised px-3 text-sm"
      value={language}
      onChange={({ target }) => {
        void cookieStore
          .set({ name: LANGUAGE_COOKIE, value: target.value, expires: Date.now() + 31_536_000_000 })
          .then(() => router.refresh());
      }}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </select>
  );
}
