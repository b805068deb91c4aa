package io.saleproof.proof;

import java.lang.StackWalker.StackFrame;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/**
 * A place in the product where the database is called.
 *
 * @param owner the class, by its full name
 * @param method the method; a lambda counts as the method that it stands in
 * @param line the line in its source
 * @param operation the driver's method
 */
record CallSite(String owner, String method, int line, String operation) {

  /** The methods of a collection that write. */
  static final Set<String> WRITING =
      Set.of(
          "insertOne",
          "insertMany",
          "updateOne",
          "updateMany",
          "findOneAndUpdate",
          "findOneAndReplace",
          "findOneAndDelete",
          "replaceOne",
          "deleteOne",
          "deleteMany",
          "bulkWrite");

  static final Comparator<CallSite> ORDER = Comparator.comparing(CallSite::toString);

  private static final String PRODUCT = "io.saleproof.";
  private static final String KIT = CallSite.class.getPackageName() + ".";
  private static final String LAMBDA = "lambda$";

  /**
   * What stands between the product and the driver, and is no place of its own: the collections
   * that belong to a request's session.
   */
  private static final Set<String> IN_BETWEEN =
      Set.of(
          "io.saleproof.store.CausalCollection",
          "io.saleproof.store.CausalCursor",
          "io.saleproof.store.CausalIterable",
          "io.saleproof.store.CausalSession",
          "io.saleproof.store.DriverCall");

  /** Where the current thread is in the product; the kit's own frames are passed over. */
  static CallSite here(String operation) {
    Optional<StackFrame> frame =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .filter(f -> f.getClassName().startsWith(PRODUCT))
                        .filter(f -> !f.getClassName().startsWith(KIT))
                        .filter(f -> !IN_BETWEEN.contains(f.getClassName()))
                        .findFirst());
    return frame
        .map(
            f ->
                new CallSite(
                    f.getClassName(), methodOf(f.getMethodName()), f.getLineNumber(), operation))
        .orElseGet(() -> new CallSite(KIT + "Test", "test", 0, operation));
  }

  /** The method that a lambda stands in: {@code lambda$place$0} is in {@code place}. */
  private static String methodOf(String name) {
    if (!name.startsWith(LAMBDA)) {
      return name;
    }
    String rest = name.substring(LAMBDA.length());
    int number = rest.lastIndexOf('$');
    return number < 0 ? rest : rest.substring(0, number);
  }

  boolean writes() {
    return WRITING.contains(operation);
  }

  @Override
  public String toString() {
    return owner.substring(owner.lastIndexOf('.') + 1)
        + "."
        + method
        + ":"
        + line
        + " "
        + operation;
  }
}
