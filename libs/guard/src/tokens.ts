/** Strings rather than symbols or classes, so that both builds of the package in one process use the same tokens. */
export const GATEHOUSE_OPTIONS = 'GATEHOUSE_OPTIONS';
export const GUARD_ENGINE = 'GATEHOUSE_GUARD_ENGINE';
export const GUARD_STREAMS = 'GATEHOUSE_GUARD_STREAMS';
export const GUARD_CLOCK = 'GATEHOUSE_GUARD_CLOCK';
export const IS_GLOBAL_GUARD = 'GATEHOUSE_IS_GLOBAL_GUARD';
