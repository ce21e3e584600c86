// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Tab, Tabs } from './Tabs';

afterEach(cleanup);

const tabs: Tab[] = [
  { id: 'code', label: 'Code', content: 'export function …' },
  { id: 'tests', label: 'Tests', content: 'it works', disabled: true },
  { id: 'stories', label: 'Stories', content: 'Primary' },
];

const open = () => screen.getByRole('tab', { selected: true }).textContent;

describe('Tabs', () => {
  it('opens the first tab, and the panel is named by it', () => {
    render(<Tabs label="Files" tabs={tabs} />);
    expect(screen.getByRole('tablist', { name: 'Files' })).toBeTruthy();
    expect(open()).toBe('Code');
    expect(screen.getByRole('tabpanel', { name: 'Code' }).textContent).toBe('export function …');
  });

  it('is walked through with the arrow keys, round the ends and past what is disabled', () => {
    render(<Tabs label="Files" tabs={tabs} />);
    const press = (key: string) => fireEvent.keyDown(screen.getByRole('tab', { selected: true }), { key });
    press('ArrowRight');
    expect(open()).toBe('Stories');
    expect(document.activeElement?.textContent).toBe('Stories');
    press('ArrowRight');
    expect(open()).toBe('Code');
    press('End');
    expect(open()).toBe('Stories');
    press('Home');
    expect(open()).toBe('Code');
  });

  it('keeps one tab in the order of the Tab key', () => {
    render(<Tabs label="Files" tabs={tabs} defaultValue="stories" />);
    expect(screen.getAllByRole('tab').map((tab) => tab.tabIndex)).toEqual([-1, -1, 0]);
  });

  it('asks its parent where the parent decides', () => {
    const asked = vi.fn();
    render(<Tabs label="Files" tabs={tabs} value="code" onChange={asked} />);
    fireEvent.click(screen.getByRole('tab', { name: 'Stories' }));
    expect(asked).toHaveBeenCalledWith('stories');
    expect(open()).toBe('Code');
  });
});
