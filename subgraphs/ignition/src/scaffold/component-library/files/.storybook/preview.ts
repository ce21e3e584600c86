// [only tools.storybook]
import type { Preview } from '@storybook/react-vite';
import '../src/styles/library.css';

const preview: Preview = { parameters: { layout: 'centered' } };

export default preview;
