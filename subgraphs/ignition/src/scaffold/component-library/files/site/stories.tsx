import type { ComponentType } from 'react';

/** What a `*.stories.tsx` file exports: Component Story Format, which Storybook reads too. */
interface StoriesModule {
  default: { title: string; component: ComponentType<object> };
  [name: string]: unknown;
}

interface StoryExport {
  args?: object;
  render?: (args: object) => React.ReactNode;
}

export interface Story {
  /** `Button/Primary` */
  name: string;
  component: string;
  label: string;
  Story: ComponentType;
}

const modules = import.meta.glob<StoriesModule>('../src/**/*.stories.tsx', { eager: true });

/** Every story of the library, by component. */
export function readStories(): Story[] {
  return Object.values(modules).flatMap(({ default: about, ...stories }) =>
    Object.entries(stories as Record<string, StoryExport>).map(([key, { args = {}, render }]) => {
      const Component = about.component;
      const label = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2');
      return {
        name: `${about.title}/${key}`,
        component: about.title,
        label,
        Story: () => (render ? render(args) : <Component {...args} />),
      };
    }),
  );
}
