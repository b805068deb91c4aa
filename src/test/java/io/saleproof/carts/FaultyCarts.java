package io.saleproof.carts;

import com.mongodb.MongoSocketException;
import com.mongodb.ServerAddress;
import io.saleproof.store.Store;

/** Carts whose n-th write fails: before it is done, or after, so that nobody hears of it. */
final class FaultyCarts extends MongoCarts {

  private int writesUntilFault;
  private final boolean done;
  private int writes;

  /**
   * @param fault the number of the write that fails, from 1; 0: none does
   * @param done whether it is done all the same
   */
  FaultyCarts(Store store, int fault, boolean done) {
    super(store);
    this.writesUntilFault = fault;
    this.done = done;
  }

  /** How many writes there were. */
  int writes() {
    return writes;
  }

  @Override
  boolean insert(Cart cart) {
    boolean faulty = isFaulty();
    failIf(faulty && !done);
    boolean result = super.insert(cart);
    failIf(faulty);
    return result;
  }

  @Override
  boolean swap(Cart before, Cart after) {
    boolean faulty = isFaulty();
    failIf(faulty && !done);
    boolean result = super.swap(before, after);
    failIf(faulty);
    return result;
  }

  private boolean isFaulty() {
    writes++;
    return --writesUntilFault == 0;
  }

  private static void failIf(boolean faulty) {
    if (faulty) {
      throw new MongoSocketException("cut off", new ServerAddress());
    }
  }
}
