// React looks for this when it is loaded: it has to be there before.
import * as refresh from 'react-refresh/runtime';

refresh.injectIntoGlobalHook(globalThis);
