/** How much of an input is read (DESIGN law 7). A report of a large home has a hundredth of it. */

/** Bytes on the disk or on a pipe, packed or not, and bytes after unpacking. */
export const MAX_INPUT_BYTES = 16 * 1024 * 1024;
