// [only libraries.react-hook-form]
'use client';

// [if libraries.zod]
import { zodResolver } from '@hookform/resolvers/zod';
// [end]
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Button } from './button.tsx';
// [if libraries.zod]
import { type Greeting, greeting } from './greeting.ts';
// [else]

interface Greeting {
  name: string;
  email: string;
}
// [end]

const FIELD = 'mt-1 block min-h-11 w-full rounded-md border border-line bg-canvas px-3 text-ink';

/** Checked as it is filled in; each problem stands at its field, and is read out. */
export function GreetingForm() {
  const [name, setName] = useState<string>();
  const { register, handleSubmit, formState } = useForm<Greeting>({
    // [if libraries.zod]
    resolver: zodResolver(greeting),
    // [end]
    defaultValues: { name: '', email: '' },
  });
  const { errors } = formState;
  return (
    <form noValidate className="flex flex-col gap-4" onSubmit={handleSubmit((values) => setName(values.name))}>
      <label>
        Name
        {/* [if libraries.zod] */}
        <input className={FIELD} autoComplete="name" aria-invalid={Boolean(errors.name)} {...register('name')} />
        {/* [else] */}
        <input
          className={FIELD}
          autoComplete="name"
          aria-invalid={Boolean(errors.name)}
          {...register('name', { required: 'Say your name.' })}
        />
        {/* [end] */}
      </label>
      <label>
        E-mail, if you like
        <input className={FIELD} type="email" autoComplete="email" aria-invalid={Boolean(errors.email)} {...register('email')} />
      </label>
      <Button type="submit">Say hello</Button>
      <p role="status">{errors.name?.message ?? errors.email?.message ?? (name === undefined ? '' : `Hello, ${name}.`)}</p>
    </form>
  );
}
