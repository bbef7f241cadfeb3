/** Every answer that is compared has as many bytes. */
export const bytesOfAnswer = 1024;
