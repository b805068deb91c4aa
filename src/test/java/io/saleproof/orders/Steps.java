package io.saleproof.orders;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Sees every call that goes through an interface, before and after it is carried out. */
final class Steps {

  private Steps() {}

  /** What a test does at a call; what it throws is what the caller gets. */
  interface Watcher {

    /**
     * @param done whether the call has been carried out
     */
    void at(String call, boolean done);
  }

  static <T> T watched(Class<T> type, T target, Watcher watcher) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              watcher.at(method.getName(), false);
              try {
                Object result = method.invoke(target, arguments);
                watcher.at(method.getName(), true);
                return result;
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            }));
  }

  /** The instance is no more: whatever it was about to do does not happen. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1L;

    Death(String at) {
      super(at, null, false, false);
    }
  }

  /** Dies at the n-th moment, and at each one after it. */
  static final class Fuse implements Watcher {

    private final int moment;
    private int seen;
    private boolean dead;

    Fuse(int moment) {
      this.moment = moment;
    }

    @Override
    public synchronized void at(String call, boolean done) {
      if (seen++ >= moment) {
        dead = true;
        throw new Death((done ? "after " : "before ") + call);
      }
    }

    synchronized boolean hasBlown() {
      return dead;
    }
  }
}
