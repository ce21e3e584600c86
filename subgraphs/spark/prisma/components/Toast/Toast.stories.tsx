import { Toast, type ToastProps } from './Toast';

export default { title: 'Luminera/Toast', component: Toast };

const stay = { duration: 0, onClose: () => {} };

export const Info: { args: ToastProps } = { args: { ...stay, title: 'A build is under way', children: 'It takes about two seconds.' } };
export const Success: { args: ToastProps } = { args: { ...stay, tone: 'success', title: 'Saved' } };
export const Danger: { args: ToastProps } = {
  args: { ...stay, tone: 'danger', title: 'Deployment failed', children: 'The registry does not answer. Check its address and try again.' },
};
