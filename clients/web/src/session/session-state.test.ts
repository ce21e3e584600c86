import { expect, it } from 'vitest';
import { signInAddress } from './session-state.ts';

it.each([
  [{ pathname: '/slate', search: '?token=color.text.link', hash: '' }, '/auth/sign-in?return=%2Fslate%3Ftoken%3Dcolor.text.link'],
  [{ pathname: '/', search: '', hash: '#systems' }, '/auth/sign-in?return=%2F%23systems'],
  [{ pathname: '/signed-out', search: '', hash: '' }, '/auth/sign-in?return=%2F'],
])('[AUTH-1] signing in from %o comes back there', (place, address) => {
  expect(signInAddress(place)).toBe(address);
});
