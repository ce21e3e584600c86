import { Tabs, type TabsProps } from './Tabs';

export default { title: 'Luminera/Tabs', component: Tabs };

const tabs = [
  { id: 'overview', label: 'Overview', content: 'Everything at a glance.' },
  { id: 'builds', label: 'Builds', content: '42 builds, 41 of them green.' },
  { id: 'settings', label: 'Settings', content: 'Nothing to set yet.' },
];

export const Plain: { args: TabsProps } = { args: { label: 'Project', tabs } };
export const SecondOpen: { args: TabsProps } = { args: { label: 'Project', tabs, defaultValue: 'builds' } };
export const WithDisabled: { args: TabsProps } = {
  args: { label: 'Project', tabs: tabs.map((tab) => ({ ...tab, disabled: tab.id === 'settings' })) },
};
