import { BrowserRouter } from 'react-router';
import { Provider } from 'urql';
import { client } from '../graphql/client.ts';
import { Pages } from './pages.tsx';
import { Shell } from './shell.tsx';

export function App() {
  return (
    <Provider value={client}>
      <BrowserRouter>
        <Shell>
          <Pages />
        </Shell>
      </BrowserRouter>
    </Provider>
  );
}
