/** What the package is built from: the components with their sheet, which becomes dist/styles.css. */
import './styles/library.css';

export * from './index.js';
