import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { openHomePage } from './app/home-path.ts';
import './styles/base.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root.');
openHomePage();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
