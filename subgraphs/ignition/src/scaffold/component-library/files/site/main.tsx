import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Site } from './site.js';
import '../src/styles/library.css';
import './site.css';

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <Site />
  </StrictMode>,
);
