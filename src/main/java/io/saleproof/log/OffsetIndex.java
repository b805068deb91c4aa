package io.saleproof.log;

import java.util.Arrays;

/**
 * Where messages begin in the file: one entry for each so many bytes, so that a log of ten
 * gigabytes takes ten megabytes here. One thread adds; any may ask.
 */
final class OffsetIndex {

  /** How far a reader has to look from the nearest entry, besides one record. */
  static final int EVERY_BYTES = 16 * 1024;

  private static final int FIRST_CAPACITY = 64;

  private long[] numbers = new long[FIRST_CAPACITY];
  private long[] offsets = new long[FIRST_CAPACITY];
  private int size;

  /** Numbers and offsets grow from call to call. */
  synchronized void add(long number, long offset) {
    if (size > 0 && offset - offsets[size - 1] < EVERY_BYTES) {
      return;
    }
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
      offsets = Arrays.copyOf(offsets, 2 * size);
    }
    numbers[size] = number;
    offsets[size] = offset;
    size++;
  }

  /** Forgets the messages behind this one. */
  synchronized void removeAfter(long number) {
    while (size > 0 && numbers[size - 1] > number) {
      size--;
    }
  }

  /** From where on to look for this message; 0, the file's begin, if nothing nearer is known. */
  synchronized long before(long number) {
    int found = Arrays.binarySearch(numbers, 0, size, number);
    int at = found >= 0 ? found : -found - 2;
    return at < 0 ? 0 : offsets[at];
  }
}
