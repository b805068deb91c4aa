package io.saleproof;

/** The stores in this process, if the environment names none outside of it. */
interface EmbeddedStores extends AutoCloseable {

  String mongodbUrl();

  @Override
  void close();

  static EmbeddedStores forEnvironment(Environment environment) {
    return new EmbeddedStores() {
      @Override
      public String mongodbUrl() {
        return environment.mongodbUrl().orElse("mongodb://127.0.0.1:27017");
      }

      @Override
      public void close() {}
    };
  }
}
