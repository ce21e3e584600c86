import { useState } from 'react';
import { Dialog } from './Dialog';

export default { title: 'Luminera/Dialog', component: Dialog };

function Confirmation() {
  const [open, setOpen] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Delete project
      </button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Delete the project?"
        actions={
          <button type="button" onClick={() => setOpen(false)}>
            Keep it
          </button>
        }
      >
        <p>Its builds and previews go with it. This cannot be undone.</p>
      </Dialog>
    </>
  );
}

export const Confirm = { render: () => <Confirmation /> };
