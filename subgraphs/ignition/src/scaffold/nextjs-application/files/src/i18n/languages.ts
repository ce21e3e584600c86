// [only libraries.next-intl]
/** Each has its texts in messages/. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

export const LANGUAGE_COOKIE = 'language';

/** The reader's choice, or else the first that the browser asks for, or else English. */
export function languageFor(chosen: string | undefined, acceptLanguage: string | null): Language {
  const wanted = (acceptLanguage ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return [chosen, ...wanted].find(isLanguage) ?? 'en';
}

function isLanguage(code: string | undefined): code is Language {
  return code !== undefined && Object.hasOwn(LANGUAGES, code);
}
