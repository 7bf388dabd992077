/** Procedures for a person at a real recorder, as data. */
export type { Guide, GuideStep } from './types.js';
export { HINT_GUIDE, QUESTIONS_GUIDE, SECOND_ADMINISTRATOR_GUIDE, VENDOR_RESET_GUIDE } from './reset-guides.js';
export { unlockGuide } from './unlock-guides.js';
export { AFTER_CHANGE_GUIDE, LAST_RESORT_GUIDE, LOCKOUT_GUIDE } from './other-guides.js';
export { HANDOVER_ITEMS, type HandoverItem } from './handover-items.js';
