import { BrowserRouter } from 'react-router';
import { Provider } from 'urql';
import { client } from '../graphql/client.ts';
import { SessionGate } from '../session/session-gate.tsx';
import { Pages } from './pages.tsx';
import { Shell } from './shell.tsx';

export function App() {
  return (
    <Provider value={client}>
      {/* Filters live in the address: a control shows its new state at once, and a page that is still to be fetched its placeholder. */}
      <BrowserRouter useTransitions={false}>
        <SessionGate>
          <Shell>
            <Pages />
          </Shell>
        </SessionGate>
      </BrowserRouter>
    </Provider>
  );
}
