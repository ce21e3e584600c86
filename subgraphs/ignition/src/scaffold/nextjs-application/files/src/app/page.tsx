// [if libraries.next-intl]
import { getTranslations } from 'next-intl/server';
// [else]
import messages from '../../messages/en.json';
// [end]
import { Home, type HomeText } from '../components/home.tsx';

// [if libraries.next-intl]
export default async function Page() {
  const translations = await getTranslations();
  return <Home text={translations.raw('home') as HomeText} />;
}
// [else]
export default function Page() {
  const text: HomeText = messages.home;
  return <Home text={text} />;
}
// [end]
