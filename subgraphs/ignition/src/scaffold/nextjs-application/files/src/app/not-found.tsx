import { ButtonLink } from '../components/button.tsx';

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col items-start justify-center gap-4 p-6">
      <h1 className="text-3xl font-semibold">There is no page at this address.</h1>
      <ButtonLink href="/">Go to the start</ButtonLink>
    </main>
  );
}
