package io.saleproof.recommendations;

/** Counts by small numbers, eight bytes each: an open-addressed table with linear probing. */
final class IntCounts {

  private static final int FIRST_CAPACITY = 16;
  private static final int SPREAD = 0x9E3779B9;

  /** Keys, plus one, so that 0 says that a place is free. */
  private int[] keys = new int[FIRST_CAPACITY];

  private int[] values = new int[FIRST_CAPACITY];
  private int size;

  /** Told of each number and its count. */
  interface Visitor {
    void visit(int number, int count);
  }

  void increment(int number) {
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    int place = placeOf(number + 1);
    if (keys[place] == 0) {
      keys[place] = number + 1;
      size++;
    }
    values[place]++;
  }

  int size() {
    return size;
  }

  void forEach(Visitor visitor) {
    for (int place = 0; place < keys.length; place++) {
      if (keys[place] != 0) {
        visitor.visit(keys[place] - 1, values[place]);
      }
    }
  }

  /** Ends, as at most half of the places are taken. */
  private int placeOf(int key) {
    int place = key * SPREAD & keys.length - 1;
    while (keys[place] != 0 && keys[place] != key) {
      place = place + 1 & keys.length - 1;
    }
    return place;
  }

  private void grow() {
    int[] oldKeys = keys;
    int[] oldValues = values;
    keys = new int[2 * oldKeys.length];
    values = new int[2 * oldKeys.length];
    for (int old = 0; old < oldKeys.length; old++) {
      if (oldKeys[old] != 0) {
        int place = placeOf(oldKeys[old]);
        keys[place] = oldKeys[old];
        values[place] = oldValues[old];
      }
    }
  }
}
