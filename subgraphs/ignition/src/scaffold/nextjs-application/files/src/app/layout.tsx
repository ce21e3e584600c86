import type { Metadata } from 'next';
// [if libraries.next-intl]
import { getLocale } from 'next-intl/server';
// [end]
import type { ReactNode } from 'react';
// [if darkMode]
import { APPLY_CHOICE } from '../components/appearance.ts';
// [end]
import { project } from '../project.ts';
// [if libraries.urql|libraries.next-intl]
import { Providers } from './providers.tsx';
// [end]
import '../styles/app.css';

export const metadata: Metadata = { title: project.name, ...(project.description === null ? {} : { description: project.description }) };

// [if libraries.next-intl]
export default async function Layout({ children }: { children: ReactNode }) {
  return <Page language={await getLocale()}>{children}</Page>;
}
// [else]
export default function Layout({ children }: { children: ReactNode }) {
  return <Page language="en">{children}</Page>;
}
// [end]

function Page({ language, children }: { language: string; children: ReactNode }) {
  return (
    <html lang={language} suppressHydrationWarning>
      {/* [if darkMode] */}
      <head>
        <script dangerouslySetInnerHTML={{ __html: APPLY_CHOICE }} />
      </head>
      {/* [end] */}
      {/* [if libraries.urql|libraries.next-intl] */}
      <body>
        <Providers>{children}</Providers>
      </body>
      {/* [else] */}
      <body>{children}</body>
      {/* [end] */}
    </html>
  );
}
