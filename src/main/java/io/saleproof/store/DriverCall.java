package io.saleproof.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Calls of the driver's interfaces by reflection; its exceptions leave as they are. */
final class DriverCall {

  private DriverCall() {}

  static @Nullable Object of(
      Object target, Method method, @Nullable Object @Nullable [] arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      Throwable cause = thrown.getCause();
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("the driver declares no checked exceptions", cause);
    } catch (IllegalAccessException closed) {
      throw new IllegalStateException("the driver's interfaces are public", closed);
    }
  }
}
