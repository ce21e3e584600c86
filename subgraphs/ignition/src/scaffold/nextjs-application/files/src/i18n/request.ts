// [only libraries.next-intl]
import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import de from '../../messages/de.json';
import en from '../../messages/en.json';
import { LANGUAGE_COOKIE, type Language, languageFor } from './languages.ts';

const MESSAGES: Readonly<Record<Language, typeof en>> = { en, de };

/** Asked by next-intl once for each request. */
export default getRequestConfig(async () => {
  const locale = languageFor((await cookies()).get(LANGUAGE_COOKIE)?.value, (await headers()).get('accept-language'));
  return { locale, messages: MESSAGES[locale] };
});
