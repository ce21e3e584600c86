import { builder } from '../builder.ts';
import type { Template } from './template-gallery.ts';

export const TemplateRef = builder.objectRef<Template>('Template');
