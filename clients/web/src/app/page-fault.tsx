import { Component, type ReactNode } from 'react';
import { SYSTEM_CATALOG } from '../systems/system-catalog.ts';
import type { SystemName } from '../systems/system-names.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

interface PageFaultProps {
  system: SystemName;
  children: ReactNode;
}

/** Keeps a fault in one page, or a page whose code could not be fetched, from taking the rest of the client with it. */
export class PageFault extends Component<PageFaultProps, { fault: Error | null }> {
  override state: { fault: Error | null } = { fault: null };

  static getDerivedStateFromError(fault: Error): { fault: Error } {
    return { fault };
  }

  override render(): ReactNode {
    if (!this.state.fault) return this.props.children;
    return (
      <div role="alert" style={{ paddingTop: 'var(--space-12)' }}>
        <EmptyState system={this.props.system} title={`${SYSTEM_CATALOG[this.props.system].title} could not be shown`}>
          <p>{this.state.fault.message}</p>
          <p>Reload the page; if it stays, the server may be running a newer release than this page.</p>
          <Button onClick={() => location.reload()} look="primary">
            Reload
          </Button>
        </EmptyState>
      </div>
    );
  }
}
