/* global CSS, addEventListener, document, location, parent */
// The page of a component's preview, in the browser: shows one story, follows every change of the code, and says what is wrong.
import './refresh-first.mjs';
import * as refresh from 'react-refresh/runtime';
import * as React from 'react';
import * as jsxDevRuntime from 'react/jsx-dev-runtime';
import * as jsxRuntime from 'react/jsx-runtime';
import * as ReactDOM from 'react-dom';
import * as ReactDOMClient from 'react-dom/client';

const { createElement } = React;

/** React keeps a hoisted style sheet by its href for ever; one whose text has changed is another one. */
const seen = new Map();
function styled(create) {
  return (type, props, ...rest) => create(type, type === 'style' && props?.href ? { ...props, href: hrefOf(props) } : props, ...rest);
}
function hrefOf({ href, children }) {
  const text = [children].flat().join('');
  const known = seen.get(href);
  if (known?.text === text) return known.href;
  const version = (known?.version ?? 0) + 1;
  const next = { text, version, href: version === 1 ? href : `${href}-${version}` };
  if (known) queueMicrotask(() => document.querySelector(`style[data-href~="${CSS.escape(known.href)}"]`)?.remove());
  seen.set(href, next);
  return next.href;
}

const wrapped = (runtime) => ({
  ...runtime,
  jsx: runtime.jsx && styled(runtime.jsx),
  jsxs: runtime.jsxs && styled(runtime.jsxs),
  jsxDEV: runtime.jsxDEV && styled(runtime.jsxDEV),
});

globalThis.__wissil__ = {
  modules: {
    react: { ...React, createElement: styled(createElement) },
    'react-dom': ReactDOM,
    'react-dom/client': ReactDOMClient,
    'react/jsx-runtime': wrapped(jsxRuntime),
    'react/jsx-dev-runtime': wrapped(jsxDevRuntime),
  },
  register(type, id, signature) {
    if (!refresh.isLikelyComponentType(type)) return;
    refresh.register(type, id);
    refresh.setSignature(type, signature);
  },
};

const wanted = new URLSearchParams(location.search).get('story');
const root = ReactDOMClient.createRoot(document.getElementById('root'));
const surface = document.getElementById('problem');

let current;
let shown;
/** A new one begins with fresh state. */
let generation = 0;
let remounted = false;
let failure = null;
/** What the page around this one has changed of the story's args. */
let changed = {};
/** The args of the story that is shown, as its file gives them. */
let given = {};

function StoryView({ render, args, context }) {
  return render(args, context);
}

function elementOf({ stories, entry }) {
  const meta = stories?.default ?? {};
  const list = current.stories;
  const id = list.some((story) => story.id === wanted) ? wanted : list[0]?.id;
  if (id === undefined)
    throw new Error('The stories file exports no story: export at least one, such as export const Primary = { args: {} }.');
  if (wanted !== null && wanted !== id)
    throw new Error(`There is no story ${wanted}. There is: ${list.map((story) => story.id).join(', ')}.`);
  const story = stories?.[id] ?? {};
  const component = meta.component ?? entry.default ?? Object.values(entry).find((value) => refresh.isLikelyComponentType(value));
  given = { ...meta.args, ...story.args };
  const args = { ...given, ...changed };
  const context = { id, name: story.name ?? id, args, component, parameters: { ...meta.parameters, ...story.parameters } };
  const render = typeof story === 'function' ? story : (story.render ?? meta.render);
  if (!render && !component) throw new Error('There is nothing to show: the stories name no component, and the file exports none.');
  let Story = () => (render ? createElement(StoryView, { render, args, context }) : createElement(component, args));
  // Called and not made elements of, so that their state outlives the next change.
  for (const decorate of [...(story.decorators ?? []), ...(meta.decorators ?? [])]) {
    const Inner = Story;
    Story = () => decorate(() => Inner(), context);
  }
  return Story();
}

class Guard extends React.Component {
  state = { error: null };
  static getDerivedStateFromError(error) {
    return { error };
  }
  componentDidCatch(error, { componentStack }) {
    // Changed hooks do not fit the state that was kept: it is given up once before the code is blamed.
    if (!remounted && generation > 0) {
      remounted = true;
      return queueMicrotask(render);
    }
    fail(error, componentStack);
  }
  render() {
    return this.state.error ? null : this.props.children;
  }
}

function fail(error, componentStack = '') {
  failure = {
    title: 'The component threw an error',
    problems: [{ message: error?.message ?? String(error), code: componentStack.trim() || (error?.stack ?? '') }],
  };
  report();
}

function render() {
  if (!shown) return;
  try {
    if (remounted || failure) generation += 1;
    failure = null;
    const key = `${generation} ${wanted ?? ''}`;
    root.render(createElement(Guard, { key }, elementOf(shown)));
    report();
  } catch (error) {
    fail(error);
  }
}

/** What is wrong, over what was shown last; and to the page that has this one in a frame. */
function report() {
  const problem = current.problems.length > 0 ? { title: 'This does not compile', problems: current.problems } : failure;
  surface.hidden = problem === null;
  surface.replaceChildren();
  if (problem) {
    const title = document.createElement('h1');
    title.textContent = problem.title;
    surface.append(title);
    for (const { message, file, line, column, code } of problem.problems) {
      const text = document.createElement('p');
      text.textContent = file ? `${file}:${line}:${column}: ${message}` : message;
      surface.append(text);
      if (!code) continue;
      const pre = document.createElement('pre');
      pre.tabIndex = 0;
      pre.textContent = code;
      surface.append(pre);
    }
  }
  document.body.dataset.state = problem ? 'problem' : 'shown';
  document.body.dataset.hash = current.hash;
  parent?.postMessage({ type: 'wissil:preview', hash: current.hash, stories: current.stories, args: simple(given), problem }, '*');
}

/** Those that somebody can change with a form. */
function simple(args) {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)));
}

/** The page around this one may say how the args are to be; others that could have this one in a frame are kept out by its policy. */
addEventListener('message', ({ source, data }) => {
  if (source !== parent || data?.type !== 'wissil:args' || typeof data.args !== 'object' || data.args === null) return;
  changed = simple(data.args);
  render();
});

let applying = Promise.resolve();
function apply(state) {
  applying = applying.then(() => applyNow(state)).catch(fail);
}

async function applyNow(state) {
  const before = current;
  current = state;
  if (state.problems.length > 0) return report();
  if (before?.hash === state.hash && shown) return report();
  remounted = false;
  const next = await import(`/.wissil/module/${state.hash}.js`);
  if (state !== current) return;
  const isFirst = shown === undefined;
  shown = next;
  const sheet = document.getElementById('component-css');
  if (state.css) sheet.href = `/.wissil/module/${state.hash}.css`;
  else sheet.removeAttribute('href');
  if (!isFirst) refresh.performReactRefresh();
  render();
}

addEventListener('error', (event) => event.error && fail(event.error));
addEventListener('unhandledrejection', (event) => fail(event.reason));

function live(pause) {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/.wissil/live`);
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    pause = 250;
    if (message.type === 'state') apply(message.state);
    else if (message.type === 'theme') document.getElementById('theme').href = `/.wissil/theme.css?${message.version}`;
    else if (message.type === 'gone') location.reload();
  };
  socket.onclose = () => setTimeout(() => live(Math.min(5_000, pause * 2)), pause);
}

apply(JSON.parse(document.getElementById('state').textContent));
live(250);
